package dev.longtail.job.figures;

import dev.longtail.detectors.window.DetectorWindows;

/**
 * The windows of a figure.
 *
 * @param windows what the windows are
 * @param first start of the first, epoch milliseconds
 * @param last start of the last
 */
record WindowRange(DetectorWindows windows, long first, long last) {
  WindowRange {
    if (first > last || windows.startOf(first) != first || windows.startOf(last) != last) {
      throw new IllegalArgumentException("windows from " + first + " to " + last);
    }
  }

  /** Length of a window in seconds. */
  long step() {
    return windows.size() / 1000;
  }

  /** Where the last one ends, epoch seconds. */
  long end() {
    return last / 1000 + step();
  }

  /** Length of all windows in seconds, a multiple of {@link #step}. */
  long size() {
    return (last - first) / 1000 + step();
  }

  /**
   * Where a cumulation of this {@link #size} must begin so that it covers the range once: Flink
   * aligns windows to 1970, and the range begins anywhere.
   */
  long offset() {
    return Math.floorMod(first / 1000, size());
  }

  /** Name of the window that ends at {@code end}, epoch milliseconds. */
  String nameOfEnd(long end) {
    return windows.nameOf(end - windows.size());
  }
}
