package dev.longtail.job.graph;

import java.nio.charset.StandardCharsets;

/**
 * One record of an output, as the sinks take it. Its size is bounded, so that no sink with default
 * limits refuses it: a Kafka producer and a broker take about 1,048,000 bytes.
 *
 * @param key its id, unique in its output; a record that comes again after a restart has the same
 *     key, so a topic may be compacted
 * @param window name of its window, or {@link
 *     dev.longtail.detectors.window.FunnelCount#UNKNOWN_WINDOW}
 * @param json one line of JSON, at most {@link #MOST_BYTES} in UTF-8
 */
public record OutputRecord(String key, String window, String json) {
  /** The most bytes of a line. With the key and Kafka's own bytes it stays below 1,000,000. */
  public static final int MOST_BYTES = 950_000;

  /** The most bytes of a key. */
  static final int MOST_KEY_BYTES = 8_192;

  /** Refuses what {@link #of} would have cut. */
  public OutputRecord {
    if (key.getBytes(StandardCharsets.UTF_8).length > MOST_KEY_BYTES) {
      throw new IllegalArgumentException("a key of more than " + MOST_KEY_BYTES + " bytes");
    }
  }

  /** The record for a view; if it is too large, its longest texts are cut and marked. */
  static OutputRecord of(String key, String window, Object view) {
    return new OutputRecord(
        BoundedJson.cut(key, MOST_KEY_BYTES), window, BoundedJson.line(view, MOST_BYTES));
  }
}
