package dev.longtail.detectors.duplicates;

import dev.longtail.detectors.ranking.Anomaly;

/**
 * An anomaly with the embedding of its command line's template.
 *
 * @param anomaly the anomaly
 * @param embedding L2-normalised; never changed after construction
 * @param known the exemplar of an earlier run and an earlier window that it is a near-duplicate of;
 *     null if there is none, if nobody asked, or in a state of before one could ask
 */
public record EmbeddedAnomaly(Anomaly anomaly, float[] embedding, NearDuplicateIndex.Match known) {
  /** An anomaly that was not compared with exemplars of earlier runs. */
  public EmbeddedAnomaly(Anomaly anomaly, float[] embedding) {
    this(anomaly, embedding, null);
  }

  /** The same with what the exemplars of earlier runs say. */
  public EmbeddedAnomaly knownAs(NearDuplicateIndex.Match match) {
    return new EmbeddedAnomaly(anomaly, embedding, match);
  }
}
