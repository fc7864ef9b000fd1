package dev.longtail.job.graph;

import dev.longtail.detectors.window.Sighting;
import dev.longtail.job.scoring.LineToScore;
import dev.longtail.job.scoring.LiveModel;
import dev.longtail.job.scoring.LivePlace;
import dev.longtail.job.scoring.LiveScorer;
import dev.longtail.job.scoring.ScoredLine;
import dev.longtail.udfs.embedding.BatchingEmbedder;
import dev.longtail.udfs.flink.EmbedderGauges;
import dev.longtail.udfs.flink.SharedEmbedder;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.template.CommandTemplate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scores each line by the model that it names, and sends on those whose score is {@link #FLOOR} or
 * more. Most lines cannot reach it by their text, and are done at once; of the others the embedding
 * is computed beside the stream, in the batches, the cache and the vectors of all embeddings here.
 *
 * <p>A line that waits for its embedding is state of the operator. After a restore it is scored by
 * the model that it names; if that one is not to be had any more, by the one that is live.
 */
final class ScoreFunction extends RichAsyncFunction<LineToScore, ScoredLine> {
  /**
   * Lines with lower scores are no detections, and no doubts either: at even odds and more a line
   * may be a detection, and the doubts below a low threshold must be scored too.
   */
  static final double FLOOR = 0.25;

  /** Group of all metrics of scoring. */
  static final String METRICS = "scoring";

  /** Lines that wait for their embedding in one subtask. Batches are made from these. */
  static final int CAPACITY = 1024;

  /** The models in the memory of a subtask: the one in use, and one that lines still name. */
  private static final int MODELS = 2;

  private static final Logger LOG = LoggerFactory.getLogger(ScoreFunction.class);
  private static final long serialVersionUID = 1L;

  private final LivePlace place;
  private transient Map<String, LiveScorer> scorers;
  private transient SharedEmbedder.Lease lease;
  private transient BatchingEmbedder embedder;
  private transient Counter scored;
  private transient Counter embedded;
  private transient Counter reached;
  private transient Counter replaced;

  ScoreFunction(LivePlace place) {
    this.place = place;
  }

  @Override
  public void open(OpenContext context) {
    scorers = new LinkedHashMap<>();
    MetricGroup metrics = getRuntimeContext().getMetricGroup().addGroup(METRICS);
    scored = metrics.counter("lines_total");
    embedded = metrics.counter("embedded_total");
    reached = metrics.counter("reached_total");
    replaced = metrics.counter("models_replaced_total");
  }

  @Override
  public void asyncInvoke(LineToScore line, ResultFuture<ScoredLine> result) {
    LiveScorer scorer = scorer(line.model());
    scored.inc();
    if (!scorer.needsVector(line.commandLine(), FLOOR)) {
      result.complete(reaching(scorer, line, null));
      return;
    }
    embedded.inc();
    CompletableFuture<float[]> unused =
        embedder()
            .embed(CommandTemplate.of(line.commandLine()))
            .whenComplete(
                (vector, failure) -> {
                  if (failure == null) {
                    // The supplier runs on the task's own thread.
                    result.complete(() -> reaching(scorer(line.model()), line, vector));
                  } else {
                    result.completeExceptionally(failure);
                  }
                });
  }

  private List<ScoredLine> reaching(LiveScorer scorer, LineToScore line, float[] vector) {
    Sighting sighting = line.command().sighting();
    OptionalDouble score = scorer.score(sighting.commandLine(), vector, FLOOR);
    if (score.isEmpty()) {
      return List.of();
    }
    reached.inc();
    return List.of(
        new ScoredLine(
            sighting,
            scorer.model().content(),
            scorer.model().threshold(),
            score.getAsDouble(),
            scorer.reasons(sighting.commandLine())));
  }

  private LiveScorer scorer(LiveModel model) {
    LiveScorer known = scorers.get(model.content());
    return known == null ? read(model) : known;
  }

  private LiveScorer read(LiveModel model) {
    LiveScorer scorer;
    try {
      scorer = new LiveScorer(model, place.embedding());
    } catch (InputException e) {
      replaced.inc();
      LiveModel live = place.now();
      LOG.warn("{}; its lines are scored by {}, which is live", e.getMessage(), live.content());
      scorer = new LiveScorer(live, place.embedding());
    }
    if (scorers.size() == MODELS) {
      scorers.remove(scorers.keySet().iterator().next()).close();
    }
    scorers.put(model.content(), scorer);
    return scorer;
  }

  private BatchingEmbedder embedder() {
    if (embedder == null) {
      lease = SharedEmbedder.lease(place.embedding());
      embedder = lease.batching();
      EmbedderGauges.register(getRuntimeContext().getMetricGroup(), embedder);
    }
    return embedder;
  }

  @Override
  public void close() {
    if (scorers != null) {
      scorers.values().forEach(LiveScorer::close);
    }
    if (lease != null) {
      lease.close();
    }
  }
}
