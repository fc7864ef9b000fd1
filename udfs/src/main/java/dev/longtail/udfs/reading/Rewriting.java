package dev.longtail.udfs.reading;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.function.Function;

/** Puts texts in the place of what a pattern matches. */
final class Rewriting {
  private Rewriting() {}

  /**
   * The text with each match replaced; the text itself if nothing is.
   *
   * @param instead what goes in the place of a match; null: it stays
   */
  static String each(Pattern pattern, String text, Function<Matcher, String> instead) {
    Matcher matcher = pattern.matcher(text);
    StringBuilder out = new StringBuilder();
    int from = 0;
    while (matcher.find()) {
      String replacement = instead.apply(matcher);
      if (replacement != null) {
        out.append(text, from, matcher.start()).append(replacement);
        from = matcher.end();
      }
    }
    return from == 0 ? text : out.append(text, from, text.length()).toString();
  }
}
