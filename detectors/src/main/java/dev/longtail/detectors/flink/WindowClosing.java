package dev.longtail.detectors.flink;

/** What closes a window. */
public enum WindowClosing {
  /** The watermark, in streaming mode; a record behind it is late. */
  ON_WATERMARK,
  /**
   * A record of a later window, in batch mode: there a key's records come in the order of their
   * timestamps, while its timers fire only behind the last of them.
   */
  ON_NEXT_WINDOW
}
