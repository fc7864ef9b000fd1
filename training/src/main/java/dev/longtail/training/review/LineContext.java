package dev.longtail.training.review;

import java.util.List;

/**
 * What else is known of a line. A text that nobody wrote is empty, a number 0.
 *
 * @param eventId id of the first event of the line in its window
 * @param windows the windows in which it was found
 * @param scales {@code full}, {@code reduced} or both
 * @param detectors the detectors that found it
 * @param rank its best rank among their anomalies
 * @param firstSeen time of the first event, ISO-8601
 * @param host host of the first event
 * @param user user of the first event
 * @param os operating system of the first event
 * @param parent the program that started it
 * @param image the program's file
 * @param occurrences how often it ran in the window
 */
public record LineContext(
    String eventId,
    List<String> windows,
    List<String> scales,
    List<String> detectors,
    int rank,
    String firstSeen,
    String host,
    String user,
    String os,
    String parent,
    String image,
    long occurrences) {
  public LineContext {
    windows = List.copyOf(windows);
    scales = List.copyOf(scales);
    detectors = List.copyOf(detectors);
  }
}
