package dev.longtail.training.data;

import static java.util.Objects.requireNonNull;

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

  /** Whether this is an attack. */
  public boolean isMalicious() {
    return label == Label.MALICIOUS;
  }
}
