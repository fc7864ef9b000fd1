package dev.longtail.job.graph;

import dev.longtail.detectors.flink.MappedSerializer;
import dev.longtail.detectors.window.SampledCommand;
import dev.longtail.job.scoring.LineToScore;
import dev.longtail.job.scoring.LiveModel;
import dev.longtail.job.scoring.LivePlace;
import dev.longtail.job.scoring.LoadedModel;
import dev.longtail.udfs.io.InputException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ReadOnlyBroadcastState;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.co.BroadcastProcessFunction;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says of each unique command which model scores it. An announced model is read on a thread of its
 * own, and the lines that come meanwhile go to the model that is in use: the stream never waits. A
 * line keeps its model, so none is scored twice or not at all when the model changes.
 *
 * <p>An announced model is used as soon as it is in memory, not from the next window on: a
 * roll-back must not wait until midnight.
 *
 * <p>Broadcast state holds the announced model, so a restored job goes on with it. If that one is
 * not to be had any more, because another lies in its place, the job takes what is live now.
 */
final class ChooseModelFunction
    extends BroadcastProcessFunction<SampledCommand, LiveModel, LineToScore> {
  /** Name of the counter of failed tries to read an announced model. */
  static final String FAILED = "model_reads_failed_total";

  private static final String ONLY = "live";
  private static final Logger LOG = LoggerFactory.getLogger(ChooseModelFunction.class);
  private static final long RETRY_MILLIS = 10_000;
  private static final long serialVersionUID = 1L;

  private final LiveModel first;
  private final LivePlace place;
  private transient ExecutorService reader;
  private transient MetricGroup metrics;
  private transient Set<String> shown;
  private transient Counter failed;
  private transient LoadedModel loaded;
  private transient volatile LiveModel inUse;
  private transient LiveModel wanted;
  private transient CompletableFuture<LoadedModel> reading;

  /**
   * Begins with a model.
   *
   * @param first what was live when the job was submitted
   * @param place where to look if it is not to be had any more
   */
  ChooseModelFunction(LiveModel first, LivePlace place) {
    this.first = first;
    this.place = place;
  }

  /** The state with which models must be broadcast. */
  static MapStateDescriptor<String, LiveModel> broadcastState() {
    return new MapStateDescriptor<>(
        "live-model", StringSerializer.INSTANCE, new MappedSerializer<>(JobMappers.LIVE_MODEL));
  }

  @Override
  public void open(OpenContext context) {
    metrics = getRuntimeContext().getMetricGroup().addGroup(ScoringFunction.METRICS);
    shown = new HashSet<>();
    failed = metrics.counter(FAILED);
    reader =
        Executors.newSingleThreadExecutor(
            work -> WatchModelFunction.daemon(work, "reading of a model"));
    metrics.gauge(
        "model_since_timestamp_seconds",
        (Gauge<Long>) () -> inUse == null ? 0 : inUse.sinceSeconds());
  }

  @Override
  public void processBroadcastElement(
      LiveModel announced, Context context, Collector<LineToScore> out) throws Exception {
    begin(context.getBroadcastState(broadcastState()));
    context.getBroadcastState(broadcastState()).put(ONLY, announced);
    if (announced.equals(wanted)) {
      return;
    }
    wanted = announced;
    reading = read(announced);
  }

  @Override
  public void processElement(
      SampledCommand command, ReadOnlyContext context, Collector<LineToScore> out)
      throws Exception {
    begin(context.getBroadcastState(broadcastState()));
    if (reading != null && reading.isDone()) {
      use(wanted, reading.join());
      reading = null;
    }
    out.collect(new LineToScore(command, inUse));
  }

  /** At the first record: {@code open} cannot see broadcast state. */
  private void begin(ReadOnlyBroadcastState<String, LiveModel> state) throws Exception {
    if (inUse != null) {
      return;
    }
    LiveModel kept = state.get(ONLY);
    LiveModel begun = kept == null ? first : kept;
    try {
      use(begun, LoadedModel.lease(begun, place.embedding()));
    } catch (InputException e) {
      failed.inc();
      begun = place.now();
      LOG.warn("{}; model {} is used, which is live now", e.getMessage(), begun.content());
      use(begun, LoadedModel.lease(begun, place.embedding()));
    }
    wanted = begun;
  }

  private void use(LiveModel model, LoadedModel itsLoaded) {
    if (loaded != null) {
      loaded.close();
    }
    loaded = itsLoaded;
    inUse = model;
    show(model.content());
    LOG.info("lines are scored by model {} of {}", model.content(), model.location());
  }

  private void show(String content) {
    if (shown.add(content)) {
      metrics
          .addGroup("model", content)
          .gauge("in_use", (Gauge<Integer>) () -> inUse.content().equals(content) ? 1 : 0);
    }
  }

  /** Tries until it succeeds, or another model is announced, or the task ends. */
  private CompletableFuture<LoadedModel> read(LiveModel model) {
    giveUp();
    CompletableFuture<LoadedModel> result = new CompletableFuture<>();
    reader.execute(
        () -> {
          while (!result.isDone()) {
            try {
              LoadedModel lease = LoadedModel.lease(model, place.embedding());
              if (!result.complete(lease)) {
                lease.close();
              }
            } catch (RuntimeException e) {
              failed.inc();
              LOG.warn("model {} cannot be read, the one in use stays", model.content(), e);
              if (!pause()) {
                return;
              }
            }
          }
        });
    return result;
  }

  /** Nobody waits any more for what is being read; what was read already is given back. */
  private void giveUp() {
    if (reading != null && !reading.cancel(false) && !reading.isCancelled()) {
      reading.join().close();
    }
    reading = null;
  }

  private static boolean pause() {
    try {
      Thread.sleep(RETRY_MILLIS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    if (reader != null) {
      var unused = reader.shutdownNow();
    }
    giveUp();
    if (loaded != null) {
      loaded.close();
    }
  }
}
