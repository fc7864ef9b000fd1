package dev.longtail.training.data;

import static java.util.Objects.requireNonNull;

/**
 * A command line and its label.
 *
 * @param cmd the command line as the sensor saw it
 * @param label the label
 */
public record LabelledCommand(String cmd, Label label) {
  public LabelledCommand {
    requireNonNull(cmd, "cmd");
    requireNonNull(label, "label");
  }

  /** Whether this is an attack. */
  public boolean isMalicious() {
    return label == Label.MALICIOUS;
  }
}
