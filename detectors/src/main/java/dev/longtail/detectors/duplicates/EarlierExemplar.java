package dev.longtail.detectors.duplicates;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.io.JsonLines;
import dev.longtail.udfs.shape.CommandShape;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * An exemplar of an earlier run.
 *
 * @param window start of its window
 * @param scale {@code full} or {@code reduced}
 * @param commandLine the command line
 * @param line the parts that are compared; null until it is embedded
 */
public record EarlierExemplar(long window, String scale, String commandLine, Embedded line) {
  /**
   * The parts of a line that are compared, each computed once.
   *
   * @param template the line's template
   * @param shape digest of its shape
   * @param vector of the template, L2-normalised, never changed after construction
   */
  public record Embedded(String template, long shape, float[] vector) {}

  /** A copy with the template, its vector, and the shape. */
  public EarlierExemplar embedded(String template, float[] vector) {
    long shape = CommandShape.of(commandLine, template).digest();
    return new EarlierExemplar(window, scale, commandLine, new Embedded(template, shape, vector));
  }

  /**
   * Reads the {@code exemplars/} folder of a run: JSON Lines with the window's name, the scale and
   * the command line ({@code command_line} or {@code cmd}). Other fields are ignored. The exemplars
   * have no embedding yet.
   *
   * @param input a file or a folder
   * @param windows the detector windows of the run that reads them
   * @throws InputException naming file, line and field of unusable input
   */
  public static void read(Path input, DetectorWindows windows, Consumer<EarlierExemplar> consumer) {
    JsonLines.forEach(
        input, (record, where) -> consumer.accept(of(record, windows, where.toString())));
  }

  /**
   * Reads one line of JSON.
   *
   * @param where where it stands, for the message
   * @throws InputException naming {@code where} and the field if it is unusable
   */
  public static EarlierExemplar parse(String line, DetectorWindows windows, String where) {
    JsonNode record;
    try {
      record = Json.MAPPER.readTree(line);
    } catch (JsonProcessingException e) {
      throw new InputException(where + ": " + Json.problem(e), e);
    }
    if (!record.isObject()) {
      throw new InputException(where + ": not a JSON object");
    }
    return of(record, windows, where);
  }

  private static EarlierExemplar of(JsonNode record, DetectorWindows windows, String where) {
    String window = text(record, "window", where);
    String commandField = record.hasNonNull("cmd") ? "cmd" : "command_line";
    try {
      return new EarlierExemplar(
          windows.startOf(window),
          text(record, "scale", where),
          text(record, commandField, where),
          null);
    } catch (IllegalArgumentException e) {
      throw new InputException(where + ": field window: " + e.getMessage(), e);
    }
  }

  private static String text(JsonNode record, String field, String where) {
    JsonNode value = record.get(field);
    if (value == null || !value.isTextual() || value.textValue().isEmpty()) {
      throw new InputException(where + ": field " + field + ": missing, empty or no text");
    }
    return value.textValue();
  }
}
