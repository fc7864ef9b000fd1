package dev.longtail.job.scoring;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A scored command beside the threshold of its window.
 *
 * @param window start of the window
 * @param line the command with its score
 * @param threshold from which score on a line of this window and model is a detection
 */
public record Detection(long window, ScoredLine line, double threshold) {
  /** A score of 0 or 1 has no odds; those of this share are high enough. */
  private static final double SMALLEST = 1e-9;

  /** Whether the score reaches the threshold. */
  public boolean detected() {
    return line.score() >= threshold;
  }

  /** How far the score is from the threshold, in log-odds. */
  public double distance() {
    return Math.abs(logOdds(line.score()) - logOdds(threshold));
  }

  private static double logOdds(double score) {
    double within = Math.min(1 - SMALLEST, Math.max(SMALLEST, score));
    return Math.log(within / (1 - within));
  }

  /** Writes it as state. */
  public void write(DataOutput out) throws IOException {
    out.writeLong(window);
    line.write(out);
    out.writeDouble(threshold);
  }

  /** Reads what {@link #write} wrote. */
  public static Detection read(DataInput in) throws IOException {
    return new Detection(in.readLong(), ScoredLine.read(in), in.readDouble());
  }
}
