package dev.longtail.detectors.duplicates;

import dev.longtail.detectors.ranking.Anomaly;
import dev.longtail.detectors.window.Line;
import dev.longtail.udfs.shape.CommandShape;

/**
 * An anomaly with all parts that a {@link NearDuplicateRule} compares.
 *
 * @param anomaly the anomaly; its line is embedded
 * @param shape digest of the line's {@link CommandShape}
 * @param earlier the match: an exemplar of an earlier run and an earlier window; null if there is
 *     none, or if the anomaly was not compared with earlier runs
 */
public record EmbeddedAnomaly(Anomaly anomaly, long shape, NearDuplicateIndex.Match earlier) {
  /** Refuses an anomaly without a vector. */
  public EmbeddedAnomaly {
    if (!anomaly.scored().line().isEmbedded()) {
      throw new IllegalArgumentException("an anomaly whose line was not embedded");
    }
  }

  /** An embedded anomaly that was not compared with exemplars of earlier runs. */
  public static EmbeddedAnomaly of(Anomaly anomaly) {
    return new EmbeddedAnomaly(anomaly, shapeOf(anomaly), null);
  }

  private static long shapeOf(Anomaly anomaly) {
    Line line = anomaly.scored().line();
    return CommandShape.of(line.commandLine(), line.template()).digest();
  }

  /** A copy with the shape by today's rules, of an anomaly that waited in state. */
  public EmbeddedAnomaly reshaped() {
    return new EmbeddedAnomaly(anomaly, shapeOf(anomaly), earlier);
  }

  /** A copy with the match among the exemplars of earlier runs. */
  public EmbeddedAnomaly comparedWith(NearDuplicateIndex.Match match) {
    return new EmbeddedAnomaly(anomaly, shape, match);
  }

  /** The line that is compared with exemplars. */
  public EmbeddedLine line() {
    Line line = anomaly.scored().line();
    return EmbeddedLine.of(line.commandLine(), line.template(), shape, line.vector());
  }
}
