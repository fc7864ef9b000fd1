package dev.longtail.detectors.ranking;

import dev.longtail.detectors.model.Contribution;
import dev.longtail.detectors.window.Sighting;
import java.util.Comparator;
import java.util.List;

/**
 * A unique command with its anomaly score.
 *
 * @param window start of the window
 * @param scale {@code full} or {@code reduced}
 * @param detector name of the detector
 * @param score how many robust standard deviations the command lies above the usual one of its
 *     shard; higher is more anomalous
 * @param command the command
 * @param explanation the features that made it stand out, the first most; null if it comes from a
 *     state of before there were explanations
 */
public record ScoredCommand(
    long window,
    String scale,
    String detector,
    double score,
    Sighting command,
    List<Contribution> explanation) {
  /** Highest score first; ties by hash, so that the order never depends on arrival. */
  public static final Comparator<ScoredCommand> RANKING =
      Comparator.comparingDouble((ScoredCommand s) -> -s.score)
          .thenComparingLong(s -> s.command.hash());

  /** The same with its explanation. */
  ScoredCommand because(List<Contribution> reasons) {
    return new ScoredCommand(window, scale, detector, score, command, reasons);
  }
}
