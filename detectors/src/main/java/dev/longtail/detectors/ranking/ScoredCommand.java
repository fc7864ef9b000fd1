package dev.longtail.detectors.ranking;

import dev.longtail.detectors.model.Contribution;
import dev.longtail.detectors.window.Line;
import dev.longtail.detectors.window.Sighting;
import java.util.Comparator;
import java.util.List;

/**
 * A unique command with its anomaly score.
 *
 * @param window start of the window
 * @param scale {@code full} or {@code reduced}
 * @param detector name of the detector
 * @param score how many robust standard deviations the command lies above the median of its shard;
 *     higher is more anomalous
 * @param line the command; at the reduced scale with the vector that it was ranked by
 * @param explanation the features that made it stand out, the most important first
 */
public record ScoredCommand(
    long window,
    String scale,
    String detector,
    double score,
    Line line,
    List<Contribution> explanation) {
  /** Highest score first; ties by hash, so that the order never depends on arrival. */
  public static final Comparator<ScoredCommand> RANKING =
      Comparator.comparingDouble((ScoredCommand s) -> -s.score)
          .thenComparingLong(s -> s.command().hash());

  /** The sighting of the command. */
  public Sighting command() {
    return line.sighting();
  }

  /** A copy with another line. */
  ScoredCommand with(Line known) {
    return new ScoredCommand(window, scale, detector, score, known, explanation);
  }

  /** A copy with an explanation. */
  ScoredCommand because(List<Contribution> reasons) {
    return new ScoredCommand(window, scale, detector, score, line, reasons);
  }
}
