package dev.longtail.udfs.template;

import dev.longtail.udfs.text.Characters;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A part of a command line.
 *
 * @param kind the placeholder that replaces it in the template; empty if the template keeps it
 * @param text its text in the line
 */
public record TemplatePart(Optional<Placeholder> kind, String text) {
  static void literal(String line, int start, int end, List<TemplatePart> to) {
    if (end > start) {
      to.add(new TemplatePart(Optional.empty(), line.substring(start, end)));
    }
  }

  /** Where each character of a line with collapsed white space stands in the line. */
  static int[] origin(String line) {
    int[] origin = new int[line.length()];
    int n = 0;
    int blank = -1;
    for (int i = 0; i < line.length(); i++) {
      if (Characters.isBlank(line.charAt(i))) {
        blank = n > 0 && blank < 0 ? i : blank;
      } else {
        if (blank >= 0) {
          origin[n++] = blank;
          blank = -1;
        }
        origin[n++] = i;
      }
    }
    return Arrays.copyOf(origin, n);
  }
}
