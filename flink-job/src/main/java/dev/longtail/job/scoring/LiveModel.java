package dev.longtail.job.scoring;

import dev.longtail.detectors.window.PackedText;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.Serializable;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * A model that is to score, by its place and its content. Whoever reads it later, on another
 * machine, gets the same model or an error.
 *
 * @param location folder of the model
 * @param content see {@link dev.longtail.training.classify.ModelContent#digest}
 * @param threshold from which score on it alerts in its first window: what the release gate
 *     measured
 * @param since when it was deployed, ISO 8601; empty if nobody said
 */
public record LiveModel(String location, String content, double threshold, String since)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * The odds of the lowest score that counts are so many times lower than those of the threshold.
   */
  private static final double FEWER_ODDS = 4;

  /**
   * The lowest score that counts, as a detection under a threshold that has fallen, or as a doubt:
   * a fourth of the measured threshold's odds, such as 0.69 for 0.9. The embedding of a line is
   * computed only if it may reach this score.
   */
  public double floor() {
    return floor(threshold);
  }

  static double floor(double measured) {
    return measured / (measured + FEWER_ODDS * Math.max(0, 1 - measured));
  }

  /** When it was deployed, seconds since the epoch; 0 if nobody said, or not as a time. */
  public long sinceSeconds() {
    try {
      return since.isEmpty() ? 0 : Instant.parse(since).getEpochSecond();
    } catch (DateTimeException e) {
      return 0;
    }
  }

  /** Writes it as state. */
  public void write(DataOutput out) throws IOException {
    PackedText.write(location, out);
    PackedText.write(content, out);
    out.writeDouble(threshold);
    PackedText.write(since, out);
  }

  /** Reads what {@link #write} wrote. */
  public static LiveModel read(DataInput in) throws IOException {
    return new LiveModel(
        PackedText.read(in), PackedText.read(in), in.readDouble(), PackedText.read(in));
  }
}
