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
  private static final int MOST_FEATURES = 12;

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

  /** Explains the score of a line, with its strongest features. */
  public LineExplanation explain(String commandLine) {
    return explain(commandLine, MOST_FEATURES);
  }

  /**
   * Explains the score of a line.
   *
   * @param mostFeatures how many features are told at most
   */
  public LineExplanation explain(String commandLine, int mostFeatures) {
    return explain(
        commandLine, mostFeatures, nearest(commandLine, true), nearest(commandLine, false));
  }

  /** The same without the nearest training lines, which are slow to find. */
  public LineExplanation explainWithoutLines(String commandLine, int mostFeatures) {
    return explain(commandLine, mostFeatures, List.of(), List.of());
  }

  private LineExplanation explain(
      String commandLine,
      int mostFeatures,
      List<LineExplanation.Near> malicious,
      List<LineExplanation.Near> benign) {
    ScoreReasons reasons = new ScoreReasons();
    double sum = classifier.explain(commandLine, reasons);
    return new LineExplanation(
        calibration.probability(sum),
        ScoreReasons.rounded(calibration.logOdds(sum)),
        reasons.command(),
        reasons.parts(),
        reasons.strongest(mostFeatures),
        malicious,
        benign);
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
                ScoreReasons.rounded(near.cosine()), kept.line(malicious, near.place())));
      }
      return nearest;
    }
    return kept.isEmpty()
        ? List.of()
        : kept.byNgrams().nearest(vectorizer.row(commandLine, NO_MARKS), malicious);
  }
}
