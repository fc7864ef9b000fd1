package dev.longtail.detectors.core;

import java.util.Comparator;

/**
 * A unique command with its anomaly score.
 *
 * @param window start of the window
 * @param scale {@code full} or {@code reduced}
 * @param detector name of the detector
 * @param score higher is more anomalous
 * @param command the command
 */
public record ScoredCommand(
    long window, String scale, String detector, double score, Candidate command) {
  /** Highest score first; ties by hash, so that the order never depends on arrival. */
  public static final Comparator<ScoredCommand> RANKING =
      Comparator.comparingDouble((ScoredCommand s) -> -s.score)
          .thenComparingLong(s -> s.command.hash());
}
