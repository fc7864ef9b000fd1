package dev.longtail.job.figures;

import dev.longtail.detectors.window.DetectorWindows;

/**
 * The windows of a figure.
 *
 * @param windows the detector windows
 * @param first start of the first window, epoch milliseconds
 * @param last start of the last window, epoch milliseconds
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

  /** End of the last window, epoch seconds. */
  long end() {
    return last / 1000 + step();
  }

  /** Length of all windows in seconds, a multiple of {@link #step}. */
  long size() {
    return (last - first) / 1000 + step();
  }

  /**
   * Offset of a cumulation of this {@link #size} that covers the range exactly once. Flink aligns
   * windows to 1970, but the range may begin anywhere.
   */
  long offset() {
    return Math.floorMod(first / 1000, size());
  }

  /** Name of the window that ends at {@code end}, epoch milliseconds. */
  String nameOfEnd(long end) {
    return windows.nameOf(end - windows.size());
  }
}
