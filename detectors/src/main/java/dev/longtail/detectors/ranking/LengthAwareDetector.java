package dev.longtail.detectors.ranking;

import dev.longtail.detectors.model.LengthScale;
import dev.longtail.detectors.window.Line;
import dev.longtail.udfs.features.Tokens;
import java.util.List;

/**
 * Scores lines by another detector, less what the length of a line alone explains ({@link
 * LengthScale}). The length is the number of tokens of the line's template, which is what was
 * embedded.
 *
 * @param detector gives the scores
 */
public record LengthAwareDetector(LineDetector detector) implements LineDetector {
  /** Behind the name of the detector. */
  private static final String SUFFIX = "-by-length";

  @Override
  public String name() {
    return detector.name() + SUFFIX;
  }

  @Override
  public double[] scores(List<Line> sample, long seed) {
    double[] scores = detector.scores(sample, seed);
    int[] lengths = sample.stream().mapToInt(line -> Tokens.of(line.template()).size()).toArray();
    LengthScale scale = LengthScale.of(lengths, scores);
    for (int i = 0; i < scores.length; i++) {
      scores[i] = scale.apply(lengths[i], scores[i]);
    }
    return scores;
  }
}
