package dev.longtail.detectors.ranking;

import dev.longtail.detectors.scade.DynamicThreshold;
import dev.longtail.detectors.scade.GlobalRarity;
import dev.longtail.detectors.scade.LocalUsage;
import dev.longtail.detectors.scade.ScoredGrams;
import dev.longtail.detectors.window.Line;
import java.util.List;
import java.util.Locale;

/**
 * A layer of SCADE (Vinay and Mangal 2024) as a detector. It sees the tokens of the lines'
 * templates, and the user and host of their sightings; it makes no random choice.
 *
 * @param layer that scores
 */
public record ScadeDetector(Layer layer) implements LineDetector {
  /** The two layers. */
  public enum Layer {
    /** How rare the n-grams of a line are among all lines. */
    GLOBAL,
    /** How unusual they are for its user and its host. */
    LOCAL
  }

  @Override
  public String name() {
    return "scade-" + layer.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public double[] scores(List<Line> sample, long seed) {
    return layerOf(sample).scores();
  }

  @Override
  public LineScores judge(List<Line> sample, long seed) {
    ScoredGrams grams = layerOf(sample);
    double[] scores = grams.scores();
    return new LineScores(scores, DynamicThreshold.of(scores), grams::explain);
  }

  private ScoredGrams layerOf(List<Line> sample) {
    List<String> texts = sample.stream().map(Line::template).toList();
    return switch (layer) {
      case GLOBAL -> new GlobalRarity(texts);
      case LOCAL ->
          new LocalUsage(
              texts,
              sample.stream()
                  .map(Line::sighting)
                  .map(seen -> new LocalUsage.Owner(seen.user(), seen.host()))
                  .toList());
    };
  }
}
