package dev.longtail.job.scoring;

import dev.longtail.detectors.window.SampledCommand;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A unique command on its way to the scorer.
 *
 * @param command the command; {@code first} says whether its window has not seen it before
 * @param model scores it, whatever is announced meanwhile
 */
public record LineToScore(SampledCommand command, LiveModel model) {
  /** Writes it as state. */
  public void write(DataOutput out) throws IOException {
    command.write(out);
    model.write(out);
  }

  /** Reads what {@link #write} wrote. */
  public static LineToScore read(DataInput in) throws IOException {
    return new LineToScore(SampledCommand.read(in), LiveModel.read(in));
  }

  /** The text of the line. */
  public String commandLine() {
    return command.sighting().commandLine();
  }
}
