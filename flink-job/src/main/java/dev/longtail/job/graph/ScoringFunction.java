package dev.longtail.job.graph;

import dev.longtail.job.scoring.HeldScorers;
import dev.longtail.job.scoring.LiveModel;
import dev.longtail.job.scoring.LivePlace;
import dev.longtail.job.scoring.LiveScorer;
import dev.longtail.udfs.embedding.BatchingEmbedder;
import dev.longtail.udfs.flink.EmbedderGauges;
import dev.longtail.udfs.flink.SharedEmbedder;
import dev.longtail.udfs.template.CommandTemplate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What works with the models that lines name, beside the stream: embeddings are computed in the
 * batches, the cache and the vectors of all embeddings here; the model works on the task's own
 * thread. Records that wait are state of the operator ({@link
 * dev.longtail.udfs.flink.BufferedAsync}).
 */
abstract class ScoringFunction<I, O> extends RichAsyncFunction<I, O> {
  /** Group of all metrics of scoring. */
  static final String METRICS = "scoring";

  /** Records that wait for their embedding in one subtask. Batches are made from these. */
  static final int CAPACITY = 1024;

  private static final Logger LOG = LoggerFactory.getLogger(ScoringFunction.class);
  private static final long serialVersionUID = 1L;

  private final LivePlace place;
  private transient HeldScorers scorers;
  private transient SharedEmbedder.Lease lease;
  private transient BatchingEmbedder embedder;

  ScoringFunction(LivePlace place) {
    this.place = place;
  }

  @Override
  public void open(OpenContext context) {
    MetricGroup metrics = getRuntimeContext().getMetricGroup().addGroup(METRICS);
    Counter replaced = metrics.counter("models_replaced_total");
    scorers =
        new HeldScorers(
            place,
            (problem, live) -> {
              replaced.inc();
              LOG.warn("{}; model {} takes its place, which is live", problem, live.content());
            });
    register(metrics);
  }

  /** Registers further metrics. */
  void register(MetricGroup metrics) {}

  /** The scorer of {@code model}, or of what is live if that one is not to be had any more. */
  final LiveScorer scorer(LiveModel model) {
    return scorers.of(model);
  }

  /** Completes {@code result} on the task's thread, with the embedding of {@code line}. */
  final void withVector(
      String line, ResultFuture<O> result, Function<float[], List<O>> completion) {
    CompletableFuture<float[]> unused =
        embedder()
            .embed(CommandTemplate.of(line))
            .whenComplete(
                (vector, failure) -> {
                  if (failure == null) {
                    result.complete(() -> completion.apply(vector));
                  } else {
                    result.completeExceptionally(failure);
                  }
                });
  }

  /** Loaded when a line first needs it: models of the text alone need none. */
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
      scorers.close();
    }
    if (lease != null) {
      lease.close();
    }
  }
}
