package dev.longtail.detectors.ranking;

/**
 * A unique command among the k highest scores of its window, per scale and detector.
 *
 * @param rank from 1, the most anomalous
 * @param scored the command and its score
 */
public record Anomaly(int rank, ScoredCommand scored) {
  /** A copy with the template of its line and the template's vector. */
  public Anomaly embedded(String template, float[] vector) {
    return new Anomaly(rank, scored.with(scored.line().embedded(template, vector)));
  }
}
