package dev.longtail.training.data;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.udfs.io.JsonLines;
import dev.longtail.udfs.io.JsonLines.Location;

/**
 * A command line and its label.
 *
 * @param cmd the command line as the sensor saw it
 * @param label the label
 * @param origin where the line comes from
 */
public record LabelledCommand(String cmd, Label label, LineOrigin origin) {
  public LabelledCommand {
    requireNonNull(cmd, "cmd");
    requireNonNull(label, "label");
    requireNonNull(origin, "origin");
  }

  /** A line of unknown origin. */
  public LabelledCommand(String cmd, Label label) {
    this(cmd, label, LineOrigin.UNKNOWN);
  }

  /**
   * What a record {@code {"cmd", "label": "benign"|"malicious"}} says, which may also say {@code
   * os} and {@code family}. Other fields are ignored.
   *
   * @throws dev.longtail.udfs.io.InputException naming its place and the field that cannot be used
   */
  public static LabelledCommand of(JsonNode record, Location where) {
    return new LabelledCommand(
        JsonLines.commandLine(record, where), Fields.label(record, where), LineOrigin.of(record));
  }

  /** Whether this is an attack. */
  public boolean isMalicious() {
    return label == Label.MALICIOUS;
  }
}
