package dev.longtail.training.data;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * How a mined line came by its label, as far as its record says.
 *
 * @param exemplar id of the exemplar, e.g. {@code 2025-01-05/full/83e8a8b9e69d8f24}; empty if
 *     unknown
 * @param judge the model that labelled it; empty if unknown
 * @param promptVersion of the question; empty if unknown
 */
public record LabelLineage(String exemplar, String judge, String promptVersion) {
  /** Nothing is known. */
  public static final LabelLineage UNKNOWN = new LabelLineage("", "", "");

  /** What {@code record} says: of training data in {@code lineage}, of controls beside the line. */
  static LabelLineage of(JsonNode record) {
    JsonNode lineage = record.has("lineage") ? record.path("lineage") : record;
    return new LabelLineage(
        lineage.path("exemplar").asText(""),
        lineage.path("model").asText(""),
        lineage.path("prompt_version").asText(""));
  }
}
