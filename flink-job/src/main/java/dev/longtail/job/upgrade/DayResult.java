package dev.longtail.job.upgrade;

import java.util.List;

/**
 * What one configuration makes of a day, as lines of the job's outputs.
 *
 * @param anomalies lines of the output {@code anomalies}
 * @param exemplars lines of the output {@code exemplars}
 * @param verdicts lines of the output {@code verdicts}; empty if nobody was asked
 * @param late events that came after their window was closed
 */
public record DayResult(
    List<String> anomalies, List<String> exemplars, List<String> verdicts, long late) {
  /** Copies the lists. */
  public DayResult {
    anomalies = List.copyOf(anomalies);
    exemplars = List.copyOf(exemplars);
    verdicts = List.copyOf(verdicts);
  }
}
