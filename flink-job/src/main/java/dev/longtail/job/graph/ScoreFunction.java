package dev.longtail.job.graph;

import dev.longtail.job.scoring.LineToScore;
import dev.longtail.job.scoring.LiveModel;
import dev.longtail.job.scoring.LivePlace;
import dev.longtail.job.scoring.LiveScorer;
import dev.longtail.job.scoring.ScoredLine;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.async.ResultFuture;

/**
 * Scores each line by the model that it names, and sends on those whose score is high enough to
 * count ({@link LiveModel#floor}). Most lines cannot reach it by their text, and are done at once;
 * of the others the embedding is computed beside the stream.
 */
final class ScoreFunction extends ScoringFunction<LineToScore, ScoredLine> {
  private static final long serialVersionUID = 1L;

  private transient Counter scored;
  private transient Counter embedded;
  private transient Counter reached;

  ScoreFunction(LivePlace place) {
    super(place);
  }

  @Override
  void register(MetricGroup metrics) {
    scored = metrics.counter("lines_total");
    embedded = metrics.counter("embedded_total");
    reached = metrics.counter("reached_total");
  }

  @Override
  public void asyncInvoke(LineToScore line, ResultFuture<ScoredLine> result) {
    scored.inc();
    LiveScorer scorer = scorer(line.model());
    if (scorer.needsVector(line.commandLine())) {
      embedded.inc();
      withVector(line.commandLine(), result, vector -> score(line, vector));
    } else {
      result.complete(score(line, null));
    }
  }

  private List<ScoredLine> score(LineToScore line, float[] vector) {
    LiveScorer scorer = scorer(line.model());
    OptionalDouble score = scorer.score(line.commandLine(), vector);
    if (score.isEmpty()) {
      return List.of();
    }
    reached.inc();
    return List.of(new ScoredLine(line.command().sighting(), scorer.model(), score.getAsDouble()));
  }
}
