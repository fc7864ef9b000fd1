package dev.longtail.job.scoring;

import dev.longtail.detectors.window.PackedText;
import dev.longtail.detectors.window.Sighting;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A unique command of a window whose score is high enough to be a detection, or near one.
 *
 * @param sighting the command and the event that brought it
 * @param model content of the model that scored it
 * @param measured the threshold that the release gate measured for that model
 * @param score of the model, from 0 to 1
 * @param reasons for the score
 */
public record ScoredLine(
    Sighting sighting,
    String model,
    double measured,
    double score,
    LineReasons reasons) {
  /** The same with all that two events of the same command say. */
  ScoredLine seen(Sighting also) {
    return new ScoredLine(sighting.merge(also), model, measured, score, reasons);
  }

  /** The identity of the command. */
  public long hash() {
    return sighting.hash();
  }

  /** Writes it as state. */
  public void write(DataOutput out) throws IOException {
    sighting.write(out);
    PackedText.write(model, out);
    out.writeDouble(measured);
    out.writeDouble(score);
    reasons.write(out);
  }

  /** Reads what {@link #write} wrote. */
  public static ScoredLine read(DataInput in) throws IOException {
    return new ScoredLine(
        Sighting.read(in),
        PackedText.read(in),
        in.readDouble(),
        in.readDouble(),
        LineReasons.read(in));
  }
}
