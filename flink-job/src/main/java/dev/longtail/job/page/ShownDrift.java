package dev.longtail.job.page;

import java.util.Locale;

/**
 * How far a window is from the windows before it, by one measure.
 *
 * @param compared number of windows before it
 */
record ShownDrift(
    String window, String measure, double psi, double limit, int compared, boolean moved) {
  /** A sentence for who looks at the page. */
  String words() {
    return "window %s is like none of the %d before it, by %s: %s, and the limit is %s"
        .formatted(window, compared, measure.replace('_', ' '), number(psi), number(limit));
  }

  private static String number(double index) {
    return String.format(Locale.ROOT, "%.2g", index);
  }
}
