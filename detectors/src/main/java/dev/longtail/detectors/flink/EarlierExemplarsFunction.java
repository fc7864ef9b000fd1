package dev.longtail.detectors.flink;

import dev.longtail.detectors.duplicates.EarlierChunk;
import dev.longtail.detectors.duplicates.EarlierExemplar;
import dev.longtail.detectors.duplicates.EarlierExemplars;
import dev.longtail.detectors.duplicates.EmbeddedAnomaly;
import dev.longtail.detectors.duplicates.NearDuplicateRule;
import dev.longtail.detectors.ranking.ScoredCommand;
import dev.longtail.detectors.state.StateMappers;
import dev.longtail.detectors.window.DetectorWindows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Finds for each anomaly the exemplar of an earlier run that it is a near-duplicate of. The
 * exemplars are broadcast. The anomalies are keyed by their command's hash, which spreads them over
 * the subtasks.
 *
 * <p>Only exemplars of windows before the anomaly's window count. If an earlier run has seen the
 * same days, this run reads its exemplars of these days too. It finds each of them no sooner than
 * the registry does, and so decides as if it had not read them.
 *
 * <p>In streaming mode the anomalies of a window wait, in keyed state, until the watermark passes
 * the window's end. {@link EarlierExemplarsOperator} takes the earlier watermark of both inputs,
 * idle or not. The exemplars' side sends its only watermark when everything that was there at the
 * start has been read. So all exemplars of earlier runs have arrived by then, however fast either
 * side is read. In batch mode Flink reads the broadcast side completely before the first anomaly.
 *
 * <p>Broadcast state holds one packed chunk for each scale and window. At a checkpoint it is the
 * same in all subtasks, so each may restore from any. The index is rebuilt after a restore. The
 * chunks grow in place; this is allowed because Flink's broadcast state is always on the heap.
 */
public final class EarlierExemplarsFunction
    extends KeyedBroadcastProcessFunction<Long, EmbeddedAnomaly, EarlierExemplar, EmbeddedAnomaly> {
  /** Name of the metric that counts exemplars forgotten to stay within the capacity. */
  public static final String FORGOTTEN = "earlier-exemplars-forgotten";

  private static final long serialVersionUID = 1L;

  private final DetectorWindows windows;
  private final WindowClosing closing;
  private final NearDuplicateRule rule;
  private final int capacity;
  private transient MapState<Long, List<EmbeddedAnomaly>> waiting;
  private transient Map<String, EarlierExemplars> scales;
  private transient Counter forgotten;
  private transient LateResults lateResults;
  private transient long lastClosed;

  /**
   * Compares by {@code rule}.
   *
   * @param capacity exemplars of a scale above which the earliest windows are forgotten
   */
  public EarlierExemplarsFunction(
      DetectorWindows windows, WindowClosing closing, NearDuplicateRule rule, int capacity) {
    this.windows = windows;
    this.closing = closing;
    this.rule = rule;
    this.capacity = capacity;
  }

  /** The state with which the exemplars must be broadcast. */
  public static MapStateDescriptor<String, EarlierChunk> broadcastState() {
    return new MapStateDescriptor<>(
        "earlier-exemplars",
        StringSerializer.INSTANCE,
        new MappedSerializer<>(StateMappers.EARLIER_CHUNK));
  }

  /** The key that spreads the anomalies. */
  public static Long keyOf(EmbeddedAnomaly anomaly) {
    return anomaly.anomaly().scored().command().hash();
  }

  /** End of the latest window compared since the start, or the smallest number. */
  long lastClosed() {
    return lastClosed;
  }

  @Override
  public void open(OpenContext context) {
    lateResults = new LateResults(getRuntimeContext().getMetricGroup());
    lastClosed = Long.MIN_VALUE;
    forgotten = getRuntimeContext().getMetricGroup().counter(FORGOTTEN);
    waiting =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>(
                    "waiting-anomalies",
                    LongSerializer.INSTANCE,
                    getRuntimeContext()
                        .createSerializer(
                            Types.LIST(MappedTypeInfo.of(StateMappers.EMBEDDED_ANOMALY)))));
  }

  @Override
  public void processBroadcastElement(
      EarlierExemplar exemplar, Context context, Collector<EmbeddedAnomaly> out) throws Exception {
    BroadcastState<String, EarlierChunk> state = context.getBroadcastState(broadcastState());
    restore(state.immutableEntries());
    String scale = exemplar.scale();
    EarlierExemplars.Change change = known(scale).add(exemplar);
    if (change.chunk() != null) {
      state.put(key(exemplar.window(), scale), change.chunk());
    }
    if (!change.forgotten().isEmpty()) {
      forgotten.inc(change.forgottenExemplars());
      for (long window : change.forgotten()) {
        state.remove(key(window, scale));
      }
      long last = change.forgotten().get(change.forgotten().size() - 1);
      state.put(key(last, scale), EarlierExemplars.forgottenChunk());
    }
  }

  @Override
  public void processElement(
      EmbeddedAnomaly anomaly, ReadOnlyContext context, Collector<EmbeddedAnomaly> out)
      throws Exception {
    if (closing == WindowClosing.ON_NEXT_WINDOW) {
      restore(context.getBroadcastState(broadcastState()).immutableEntries());
      out.collect(compared(anomaly));
      return;
    }
    long start = windows.startOf(anomaly.anomaly().scored().window());
    if (context.timerService().currentWatermark() >= windows.lastOf(start)) {
      ScoredCommand scored = anomaly.anomaly().scored();
      context.output(
          SideOutputs.FUNNEL,
          lateResults.count(
              windows.nameOf(start),
              scored.scale(),
              "earlier exemplars " + LateResults.nameOf(scored)));
      return;
    }
    List<EmbeddedAnomaly> window = waiting.get(start);
    if (window == null) {
      window = new ArrayList<>();
      context.timerService().registerEventTimeTimer(windows.lastOf(start));
    }
    window.add(anomaly);
    waiting.put(start, window);
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<EmbeddedAnomaly> out)
      throws Exception {
    restore(context.getBroadcastState(broadcastState()).immutableEntries());
    long start = windows.startOf(timestamp);
    lastClosed = Math.max(lastClosed, timestamp);
    List<EmbeddedAnomaly> window = waiting.get(start);
    waiting.remove(start);
    for (EmbeddedAnomaly anomaly : window) {
      out.collect(compared(anomaly));
    }
  }

  private EmbeddedAnomaly compared(EmbeddedAnomaly anomaly) {
    ScoredCommand scored = anomaly.anomaly().scored();
    EarlierExemplars known = scales.get(scored.scale());
    if (known == null) {
      return anomaly;
    }
    return anomaly.comparedWith(known.find(anomaly.line(), scored.window()).orElse(null));
  }

  /**
   * Builds the index from state once, at the first use: {@code open} cannot see broadcast state.
   */
  private void restore(Iterable<Map.Entry<String, EarlierChunk>> state) {
    if (scales == null) {
      scales = new HashMap<>();
      for (Map.Entry<String, EarlierChunk> entry : state) {
        int slash = entry.getKey().indexOf('/');
        long window = Long.parseLong(entry.getKey().substring(0, slash));
        known(entry.getKey().substring(slash + 1)).restore(window, entry.getValue());
      }
    }
  }

  private EarlierExemplars known(String scale) {
    return scales.computeIfAbsent(scale, s -> new EarlierExemplars(rule, capacity));
  }

  private static String key(long window, String scale) {
    return window + "/" + scale;
  }
}
