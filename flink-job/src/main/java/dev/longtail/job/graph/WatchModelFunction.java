package dev.longtail.job.graph;

import dev.longtail.job.scoring.LiveModel;
import dev.longtail.job.scoring.LivePlace;
import dev.longtail.job.scoring.LoadedModel;
import dev.longtail.udfs.io.InputException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks which model is live, and announces one that is another than the last. It reads the model
 * first, on a thread of its own: one that cannot be used is refused here, so that no scorer meets
 * it.
 *
 * <p>Its records are occasions to look: an empty text, or an announcement in the form of {@code
 * deployed.json}. While it reads, further empty ones are dropped: the next comes soon.
 */
final class WatchModelFunction extends RichAsyncFunction<String, LiveModel> {
  /** Name of the counter of models that cannot be used. */
  static final String REFUSED = "models_refused_total";

  private static final Logger LOG = LoggerFactory.getLogger(WatchModelFunction.class);
  private static final long serialVersionUID = 1L;

  private final LivePlace place;
  private transient ExecutorService reader;
  private transient AtomicBoolean looking;
  private transient Counter refused;
  private transient LiveModel announced;
  private transient String problem;

  WatchModelFunction(LivePlace place) {
    this.place = place;
  }

  @Override
  public void open(OpenContext context) {
    looking = new AtomicBoolean();
    refused =
        getRuntimeContext().getMetricGroup().addGroup(ScoringFunction.METRICS).counter(REFUSED);
    reader = Executors.newSingleThreadExecutor(work -> daemon(work, "watch for models"));
  }

  /** A thread that holds no JVM. */
  static Thread daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void asyncInvoke(String news, ResultFuture<LiveModel> result) {
    boolean look = news.isEmpty();
    if (look && !looking.compareAndSet(false, true)) {
      result.complete(List.of());
      return;
    }
    reader.execute(
        () -> {
          List<LiveModel> found = look(news);
          if (look) {
            looking.set(false);
          }
          result.complete(found);
        });
  }

  /** Only the reader's thread comes here. */
  private List<LiveModel> look(String news) {
    try {
      LiveModel live = news.isEmpty() ? place.now() : place.named(news, "announced model");
      if (live.equals(announced)) {
        return List.of();
      }
      LoadedModel.lease(live, place.embedding()).close();
      announced = live;
      problem = null;
      LOG.info("model {} of {} is live, since {}", live.content(), live.location(), live.since());
      return List.of(live);
    } catch (InputException e) {
      // The same problem is told once, and counted each time that it is met.
      refused.inc();
      if (!e.getMessage().equals(problem)) {
        problem = e.getMessage();
        LOG.warn("a model is refused, the one in use stays: {}", problem);
      }
      return List.of();
    } catch (RuntimeException e) {
      refused.inc();
      LOG.warn("a model is refused, the one in use stays", e);
      return List.of();
    }
  }

  @Override
  public void close() {
    if (reader != null) {
      var unused = reader.shutdownNow();
    }
  }
}
