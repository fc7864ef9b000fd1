package dev.longtail.detectors.window;

/**
 * One number of the funnel, as one place of the job counted it.
 *
 * <p>A place sends the total so far, so the largest value it has sent for a stage is the right one.
 * After a restart a count may be read twice; this changes nothing.
 *
 * @param window name of the window, or {@code unknown} for a record without a readable time
 * @param scale {@code full} or {@code reduced}
 * @param stage the things that are counted
 * @param place the counter's name, unique in window, scale and stage; derived from content
 * @param count total so far
 */
public record FunnelCount(
    String window, String scale, FunnelStage stage, String place, long count) {
  /** The window of records whose time is not known. */
  public static final String UNKNOWN_WINDOW = "unknown";
}
