package dev.longtail.training.classify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Says why a model gives a line its score, for one thread. It is not fast: some milliseconds a
 * line, besides its embedding.
 */
public final class ModelExplainer {
  private static final int[] NO_MARKS = {};

  private final ModelClassifier classifier;
  private final PlattScaling calibration;
  private final LineSources sources;
  private final Optional<NeighbourPart> neighbours;
  private final ModelLines kept;
  private final NgramVectorizer vectorizer = new NgramVectorizer();

  ModelExplainer(
      ModelClassifier classifier,
      PlattScaling calibration,
      LineSources sources,
      Optional<NeighbourPart> neighbours,
      ModelLines kept) {
    this.classifier = classifier;
    this.calibration = calibration;
    this.sources = sources;
    this.neighbours = neighbours;
    this.kept = kept;
  }

  /** Explains the score of a line. */
  public LineExplanation explain(String commandLine) {
    Reasons reasons = new Reasons();
    double sum = classifier.explain(commandLine, reasons);
    return new LineExplanation(
        calibration.probability(sum),
        Reasons.rounded(calibration.logOdds(sum)),
        reasons.command(),
        reasons.parts(),
        reasons.strongest(),
        nearest(commandLine, true),
        nearest(commandLine, false));
  }

  private List<LineExplanation.Near> nearest(String commandLine, boolean malicious) {
    if (neighbours.isPresent()) {
      float[] vector = sources.vector(commandLine);
      NeighbourPart vectors = neighbours.get();
      List<LineExplanation.Near> nearest = new ArrayList<>();
      for (Neighbours.Near near :
          malicious ? vectors.nearestMalicious(vector) : vectors.nearestBenign(vector)) {
        nearest.add(
            new LineExplanation.Near(
                Reasons.rounded(near.cosine()), kept.line(malicious, near.place())));
      }
      return nearest;
    }
    return kept.isEmpty()
        ? List.of()
        : kept.byNgrams().nearest(vectorizer.row(commandLine, NO_MARKS), malicious);
  }
}
