package dev.longtail.detectors.flink;

import dev.longtail.detectors.ranking.EmbeddingRanker;
import dev.longtail.detectors.ranking.LineDetector;
import dev.longtail.detectors.ranking.ScoredCommand;
import dev.longtail.detectors.window.ClosedSample;
import dev.longtail.detectors.window.Scale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;

/**
 * Ranks the sample of a closed window of the reduced scale on a thread of its own, one for each
 * subtask. Ranking 20,000 lines takes seconds, and a million takes minutes
 * (docs/concepts/two-scales.md). Neither the stream nor a checkpoint may wait for it.
 *
 * <p>A sample whose ranking has not ended is state of the operator: after a restart it is ranked
 * again, with the same result.
 */
public final class RankSampleFunction extends RichAsyncFunction<ClosedSample, ScoredCommand> {
  private static final long serialVersionUID = 1L;

  private final EmbeddingRanker ranker;
  private transient ExecutorService worker;
  private transient RankingGauges rankings;

  /** Ranks by {@code ranker}. */
  public RankSampleFunction(EmbeddingRanker ranker) {
    this.ranker = ranker;
  }

  @Override
  public void open(OpenContext context) {
    rankings =
        new RankingGauges(
            getRuntimeContext().getMetricGroup(),
            Scale.REDUCED,
            ranker.detectors().stream().map(LineDetector::name).toList());
    worker =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread thread = new Thread(work, "ranking of the reduced scale");
              thread.setDaemon(true);
              return thread;
            });
  }

  @Override
  public void asyncInvoke(ClosedSample sample, ResultFuture<ScoredCommand> result) {
    worker.execute(
        () -> {
          EmbeddingRanker.Ranking ranked;
          try {
            ranked = ranker.rank(sample.window(), sample.lines(), sample.shard());
          } catch (Throwable e) {
            // Whatever is thrown fails the task: a ranking that never ends would stop its window.
            result.completeExceptionally(e);
            return;
          }
          ranked.figures().forEach(rankings::show);
          result.complete(ranked.top());
        });
  }

  /** Nobody waits any longer: the ranking ends before its next detector. */
  @Override
  public void close() {
    if (worker != null) {
      var unused = worker.shutdownNow();
    }
  }
}
