package dev.longtail.detectors.ranking;

import dev.longtail.detectors.window.Line;
import java.io.Serializable;
import java.util.List;

/**
 * A detector of the reduced scale. It sees the lines of a window's sample whole: the vector and all
 * facts of the sighting. It fits on them and scores the same lines.
 */
public interface LineDetector extends Serializable {
  /** Name in results and in the option {@code detectors}, e.g. {@code kmeans}. */
  String name();

  /**
   * Scores the lines of a sample by a model of this sample. The scores need no scale: {@link
   * EmbeddingRanker} standardises those of each shard.
   *
   * @param sample at least one line, each embedded
   * @param seed decides every random choice: the same sample and seed give the same scores
   * @return a finite score for each line, in their order; higher is more anomalous
   */
  double[] scores(List<Line> sample, long seed);
}
