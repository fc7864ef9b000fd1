package dev.longtail.labeler.redaction;

import java.util.List;
import java.util.Optional;

/**
 * A command line without its secrets.
 *
 * @param shown the line with placeholders in the place of secrets
 * @param removed how many values were removed
 * @param cover why a reader of {@code shown} cannot judge the line; empty if he can
 * @param places where placeholders stand in {@code shown}, as text for keys: a line in which a
 *     placeholder was written by hand is another line
 */
public record Redaction(String shown, int removed, Optional<String> cover, String places) {
  /** How the reason of a line begins that is not asked about because too much of it is hidden. */
  public static final String HIDDEN = "hidden";

  /** A line of which nothing is shown. */
  static Redaction withheld(String why) {
    return new Redaction(Redactor.WITHHELD, 1, Optional.of(why), "all");
  }

  static Redaction nothing(String line) {
    return new Redaction(
        line,
        0,
        line.contains(Redactor.WITHHELD)
            ? Optional.of("the line looks as one that was withheld")
            : Optional.empty(),
        "");
  }

  /** Why no verdict on {@code shown} may be taken for one on the line, e.g. for an abstention. */
  public Optional<String> hidden() {
    return cover.map(why -> HIDDEN + ": " + why);
  }

  /**
   * The line as it may be kept, and admitted, in the place of the line itself. If no verdict on it
   * may be taken for one on the line, it bears {@link Redactor#WITHHELD}: so nobody is asked about
   * it, then or later.
   */
  public String kept() {
    return cover.isEmpty() || shown.contains(Redactor.WITHHELD)
        ? shown
        : shown + " " + Redactor.WITHHELD;
  }

  /** Positions only: what was removed is not kept anywhere. */
  static String placesOf(List<Integer> starts) {
    return starts.toString();
  }
}
