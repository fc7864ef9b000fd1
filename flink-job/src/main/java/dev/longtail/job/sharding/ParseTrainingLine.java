package dev.longtail.job.sharding;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.job.connect.PlacedLine;
import dev.longtail.training.data.LabelledCommand;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.io.JsonLines;
import java.nio.file.Path;
import org.apache.flink.api.common.functions.MapFunction;

/** Reads a labelled line. A line that is none fails the job: a training set has no dead letters. */
final class ParseTrainingLine implements MapFunction<PlacedLine, TrainingLine> {
  private static final long serialVersionUID = 1L;
  private static final float[] NO_VECTOR = {};

  private final boolean added;

  /** Of the base set, or added to it. */
  ParseTrainingLine(boolean added) {
    this.added = added;
  }

  @Override
  public TrainingLine map(PlacedLine line) {
    JsonLines.Location where = new JsonLines.Location(Path.of(line.file()), line.number());
    if (!line.problem().isEmpty()) {
      throw new InputException(where + ": " + line.problem());
    }
    LabelledCommand row = LabelledCommand.of(record(line, where), where);
    return new TrainingLine(
        row.cmd(),
        row.isMalicious(),
        row.origin().os(),
        row.origin().family(),
        added,
        line.file(),
        line.number(),
        NO_VECTOR);
  }

  private static JsonNode record(PlacedLine line, JsonLines.Location where) {
    try {
      JsonNode record = Json.MAPPER.readTree(line.text());
      if (record != null && record.isObject()) {
        return record;
      }
    } catch (JsonProcessingException e) {
      // Said below.
    }
    throw new InputException(where + ": no JSON object");
  }
}
