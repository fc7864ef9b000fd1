package dev.longtail.detectors.ranking;

import dev.longtail.detectors.forest.IsolationForestDetector;
import dev.longtail.detectors.model.Contribution;
import dev.longtail.detectors.window.HashRankSample;
import dev.longtail.detectors.window.Line;
import dev.longtail.detectors.window.Scale;
import dev.longtail.detectors.window.ShardWindow;
import dev.longtail.detectors.window.Sighting;
import dev.longtail.udfs.features.FeatureFamily;
import dev.longtail.udfs.text.CommandHash;
import java.io.Serializable;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Ranks the candidates of a shard's window by a model fitted on that window's own sample.
 *
 * @param detector fits the model
 * @param tokens size of the vocabulary that is fitted with it
 * @param families features that the model looks at
 * @param topK number of candidates to keep
 */
public record ShardRanker(
    IsolationForestDetector detector, int tokens, Set<FeatureFamily> families, int topK)
    implements Serializable {
  public ShardRanker {
    families = Set.copyOf(families);
  }

  /** A ranker by all features. */
  public ShardRanker(IsolationForestDetector detector, int tokens, int topK) {
    this(detector, tokens, FeatureFamily.ALL, topK);
  }

  /**
   * The outcome.
   *
   * @param top the k highest scores, in rank order, each with its explanation
   * @param model filters the candidates of the next window
   * @param sample the commands that the model was fitted on, in the order of {@link HashRankSample}
   * @param ranked number of candidates that were ranked
   * @param figures for metrics
   */
  public record Ranking(
      List<ScoredCommand> top,
      ShardModel model,
      List<Sighting> sample,
      int ranked,
      RankingFigures figures) {}

  /**
   * Ranks a window.
   *
   * @param window with at least one command
   * @param shard decides, with detector and window, every random choice
   */
  public Ranking rank(ShardWindow window, int shard) {
    long seed = CommandHash.mix(CommandHash.of(detector.name() + "/" + shard), window.window());
    List<Sighting> sample = window.sample();
    List<String> lines = sample.stream().map(Sighting::commandLine).toList();
    long begun = System.nanoTime();
    LineModel.Fit fit = LineModel.fit(lines, detector, tokens, families, seed);
    long fitNanos = System.nanoTime() - begun;
    Collection<Sighting> pool = window.pool();
    TopK top = new TopK(topK);
    double[] scores = new double[pool.size()];
    int scored = 0;
    for (Sighting candidate : pool) {
      double score = fit.model().score(candidate.commandLine());
      scores[scored++] = score;
      top.add(scored(window, candidate, score, List.of()));
    }
    Explainer explainer = new Explainer(fit);
    List<ScoredCommand> explained =
        top.ranked().stream()
            .map(best -> best.because(explainer.explain(best.command().commandLine())))
            .toList();
    ShardModel model = new ShardModel(window.window(), fit.model());
    RankingFigures figures =
        new RankingFigures(detector.name(), fitNanos, ScoreQuantiles.of(scores));
    return new Ranking(explained, model, sample, pool.size(), figures);
  }

  /** A command of the window's random sample, which has no rank. */
  public ScoredCommand unranked(ShardWindow window, Sighting candidate) {
    return scored(window, candidate, 0, List.of());
  }

  private ScoredCommand scored(
      ShardWindow window, Sighting candidate, double score, List<Contribution> explanation) {
    return new ScoredCommand(
        window.window(),
        Scale.FULL.label(),
        detector.name(),
        score,
        Line.of(candidate),
        explanation);
  }
}
