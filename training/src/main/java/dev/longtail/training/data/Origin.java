package dev.longtail.training.data;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Where a labelled line comes from, as far as its record says.
 *
 * @param os operating system, e.g. {@code linux}; empty if unknown
 * @param family the source that the line was gathered from, e.g. a project, a sandbox or a case;
 *     empty if unknown. Lines of one family resemble one another, so that a classifier is only
 *     tried fairly on families that it was not trained on
 */
public record Origin(String os, String family) {
  /** Nothing is known. */
  public static final Origin UNKNOWN = new Origin("", "");

  /**
   * What {@code record} says: {@code os} (beside the line, or of the event it was mined from, which
   * exemplars name {@code source} and training data {@code lineage.source}) and {@code family}.
   */
  static Origin of(JsonNode record) {
    String os = record.path("os").asText("");
    String source = record.path("source").path("os").asText("");
    String lineage = record.path("lineage").path("source").path("os").asText("");
    return new Origin(
        os.isEmpty() ? source.isEmpty() ? lineage : source : os, record.path("family").asText(""));
  }
}
