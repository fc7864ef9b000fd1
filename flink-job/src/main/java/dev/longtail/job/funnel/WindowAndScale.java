package dev.longtail.job.funnel;

import dev.longtail.detectors.window.FunnelCount;
import java.util.Comparator;

/** What a row of the funnel is of; in the order of the rows. */
public record WindowAndScale(String window, String scale) implements Comparable<WindowAndScale> {
  private static final Comparator<WindowAndScale> ORDER =
      Comparator.comparing(WindowAndScale::window).thenComparing(WindowAndScale::scale);

  @Override
  public int compareTo(WindowAndScale other) {
    return ORDER.compare(this, other);
  }

  /** Whether the window of what was counted is not known. */
  public boolean isUnknown() {
    return window.equals(FunnelCount.UNKNOWN_WINDOW);
  }
}
