package dev.longtail.job.scoring;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A detection or a doubt, and why it has its score.
 *
 * @param judged the scored command
 * @param reasons for the score
 */
public record ExplainedLine(Detection judged, LineReasons reasons) {
  /** Writes it as state. */
  public void write(DataOutput out) throws IOException {
    judged.write(out);
    reasons.write(out);
  }

  /** Reads what {@link #write} wrote. */
  public static ExplainedLine read(DataInput in) throws IOException {
    return new ExplainedLine(Detection.read(in), LineReasons.read(in));
  }
}
