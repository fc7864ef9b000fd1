package dev.longtail.detectors.ranking;

import dev.longtail.detectors.distance.KMeansDistanceDetector;
import dev.longtail.detectors.distance.PcaReconstructionDetector;
import dev.longtail.detectors.forest.IsolationForestDetector;
import dev.longtail.detectors.model.AnomalyModel;
import dev.longtail.detectors.model.Detector;
import dev.longtail.detectors.model.FeatureTable;
import dev.longtail.detectors.model.StandardizedModel;
import dev.longtail.detectors.window.HashRankSample;
import dev.longtail.detectors.window.Line;
import dev.longtail.detectors.window.Scale;
import dev.longtail.udfs.text.CommandHash;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * Ranks the sample of a shard's window by embeddings. Each detector fits its own model on the whole
 * sample and ranks the whole sample.
 *
 * @param detectors at least one, with different names
 * @param topK number of commands to keep for each detector
 */
public record EmbeddingRanker(List<Detector> detectors, int topK) implements Serializable {
  /** The detectors of the published reduced scale. */
  public static final List<Detector> DETECTORS =
      List.of(
          IsolationForestDetector.DEFAULT,
          KMeansDistanceDetector.DEFAULT,
          PcaReconstructionDetector.DEFAULT);

  /** Refuses an empty list of detectors and a top k below 1. */
  public EmbeddingRanker {
    detectors = List.copyOf(detectors);
    if (detectors.isEmpty() || topK < 1) {
      throw new IllegalArgumentException(detectors.size() + " detectors, top " + topK);
    }
  }

  /**
   * The outcome.
   *
   * @param top the k highest scores of each detector, in rank order, one detector after the other
   * @param figures of each detector, for metrics
   */
  public record Ranking(List<ScoredCommand> top, List<RankingFigures> figures) {}

  /**
   * Ranks a sample.
   *
   * @param window start of the window
   * @param sample in the order of {@link HashRankSample}
   * @param shard decides, with detector and window, every random choice
   * @throws CancellationException if the thread was interrupted; looked at before each detector
   */
  public Ranking rank(long window, List<Line> sample, int shard) {
    List<ScoredCommand> top = new ArrayList<>();
    List<RankingFigures> figures = new ArrayList<>();
    if (sample.isEmpty()) {
      return new Ranking(top, figures);
    }
    FeatureTable table = FeatureTable.of(sample.stream().map(Line::vector).toArray(float[][]::new));
    for (Detector detector : detectors) {
      if (Thread.currentThread().isInterrupted()) {
        throw new CancellationException("the ranking is not needed any longer");
      }
      String purpose = Scale.REDUCED.label() + "/" + detector.name() + "/" + shard;
      long seed = CommandHash.mix(CommandHash.of(purpose), window);
      long begun = System.nanoTime();
      AnomalyModel model = StandardizedModel.of(detector.fit(table, seed), table);
      long fitNanos = System.nanoTime() - begun;
      TopK best = new TopK(topK);
      double[] scores = new double[sample.size()];
      int scored = 0;
      for (Line line : sample) {
        double score = model.score(line.vector());
        scores[scored++] = score;
        best.add(
            new ScoredCommand(
                window, Scale.REDUCED.label(), detector.name(), score, line, List.of()));
      }
      top.addAll(best.ranked());
      figures.add(new RankingFigures(detector.name(), fitNanos, ScoreQuantiles.of(scores)));
    }
    return new Ranking(top, figures);
  }
}
