package dev.longtail.detectors.ranking;

import dev.longtail.detectors.model.Standardization;
import dev.longtail.detectors.window.HashRankSample;
import dev.longtail.detectors.window.Line;
import dev.longtail.detectors.window.Scale;
import dev.longtail.udfs.text.CommandHash;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * Ranks the sample of a shard's window. Each detector fits its own model on the whole sample and
 * ranks the whole sample.
 *
 * @param detectors at least one, with different names
 * @param topK number of commands to keep for each detector
 */
public record EmbeddingRanker(List<LineDetector> detectors, int topK) implements Serializable {
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
    for (LineDetector detector : detectors) {
      if (Thread.currentThread().isInterrupted()) {
        throw new CancellationException("the ranking is not needed any longer");
      }
      String purpose = Scale.REDUCED.label() + "/" + detector.name() + "/" + shard;
      long seed = CommandHash.mix(CommandHash.of(purpose), window);
      long begun = System.nanoTime();
      double[] scores = detector.scores(sample, seed);
      Standardization.ofSome(scores).applyTo(scores);
      long fitNanos = System.nanoTime() - begun;
      TopK best = new TopK(topK);
      for (int i = 0; i < scores.length; i++) {
        best.add(
            new ScoredCommand(
                window,
                Scale.REDUCED.label(),
                detector.name(),
                scores[i],
                sample.get(i),
                List.of()));
      }
      top.addAll(best.ranked());
      figures.add(new RankingFigures(detector.name(), fitNanos, ScoreQuantiles.of(scores)));
    }
    return new Ranking(top, figures);
  }
}
