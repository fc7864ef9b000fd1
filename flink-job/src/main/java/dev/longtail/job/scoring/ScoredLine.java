package dev.longtail.job.scoring;

import dev.longtail.detectors.window.Sighting;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A unique command of a window whose score is high enough to be a detection, or near one.
 *
 * @param sighting the command and the event that brought it
 * @param model the model that scored it
 * @param score of the model, from 0 to 1
 */
public record ScoredLine(Sighting sighting, LiveModel model, double score) {
  /** The same with all that two events of the same command say. */
  ScoredLine seen(Sighting also) {
    return new ScoredLine(sighting.merge(also), model, score);
  }

  /** The identity of the command. */
  public long hash() {
    return sighting.hash();
  }

  /** The text of the line. */
  public String commandLine() {
    return sighting.commandLine();
  }

  /** Writes it as state. */
  public void write(DataOutput out) throws IOException {
    sighting.write(out);
    model.write(out);
    out.writeDouble(score);
  }

  /** Reads what {@link #write} wrote. */
  public static ScoredLine read(DataInput in) throws IOException {
    return new ScoredLine(Sighting.read(in), LiveModel.read(in), in.readDouble());
  }
}
