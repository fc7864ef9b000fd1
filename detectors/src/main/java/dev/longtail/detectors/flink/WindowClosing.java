package dev.longtail.detectors.flink;

/** The event that closes a window. */
public enum WindowClosing {
  /** The watermark, in streaming mode. A record that comes after it is late. */
  ON_WATERMARK,
  /**
   * A record of a later window, in batch mode. There the records of a key come in the order of
   * their timestamps, but its timers fire only after the last record.
   */
  ON_NEXT_WINDOW
}
