package dev.longtail.detectors.window;

/**
 * One number of the funnel, as one place of the job counted it.
 *
 * <p>A place counts cumulatively, so that the largest value it has sent for a stage is the right
 * one: reading a count twice, as happens after a restart, changes nothing.
 *
 * @param window name of the window, or {@code unknown} for a record without a readable time
 * @param scale {@code full} or {@code reduced}
 * @param stage what is counted
 * @param place who counted, unique in window, scale and stage; derived from content
 * @param count how many so far
 */
public record FunnelCount(
    String window, String scale, FunnelStage stage, String place, long count) {
  /** The window of records whose time is not known. */
  public static final String UNKNOWN_WINDOW = "unknown";
}
