package dev.longtail.detectors.flink;

import dev.longtail.detectors.ranking.ScoredCommand;
import dev.longtail.detectors.ranking.ShardModel;
import dev.longtail.detectors.ranking.ShardRanker;
import dev.longtail.detectors.state.StateMappers;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.detectors.window.FunnelCount;
import dev.longtail.detectors.window.FunnelStage;
import dev.longtail.detectors.window.LineScorer;
import dev.longtail.detectors.window.SampleSize;
import dev.longtail.detectors.window.SampledCommand;
import dev.longtail.detectors.window.Scale;
import dev.longtail.detectors.window.ShardWindow;
import dev.longtail.detectors.window.Sighting;
import dev.longtail.detectors.window.UniqueSet;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.util.Collector;

/**
 * One shard: finds the unique commands of a window.
 *
 * <p>For the full scale it ranks them when the window closes, by a model fitted on this window, and
 * sends the shard's top k. The window's top k are among the shards' top k, so {@link RankFunction}
 * only merges them.
 *
 * <p>For the reduced scale it sends a command on as soon as the command may belong to the sample.
 * So embedding goes on all day. Its later events are added up here, and follow as one sighting when
 * the window closes.
 */
public final class DetectFunction
    extends WindowedFunction<Integer, Sighting, ShardWindow, ScoredCommand> {
  /** Name of the gauge of the candidates that the open windows of a subtask hold. */
  public static final String CANDIDATES = "candidates";

  private static final long serialVersionUID = 1L;

  private final WindowClosing closing;

  private final ShardWindow.Limits limits;
  private final ShardRanker ranker;
  private final SampleSize sampleSize;
  private final int shardSize;
  private transient ValueState<ShardModel> previousModel;
  private transient LateEvents lateEvents;
  private transient Map<OpenWindow, Integer> candidates;

  /** An open window of a shard. */
  private record OpenWindow(int shard, long start) {}

  /**
   * A shard.
   *
   * @param limits of its memory
   * @param ranker of the full scale; null without that scale
   * @param sampleSize of the reduced scale; null without that scale
   * @param shards number of shards, which divide the sample among them
   */
  public DetectFunction(
      DetectorWindows windows,
      WindowClosing closing,
      ShardWindow.Limits limits,
      ShardRanker ranker,
      SampleSize sampleSize,
      int shards) {
    super(windows, closing, "shard-windows");
    this.closing = closing;
    this.limits = limits;
    this.ranker = ranker;
    this.sampleSize = sampleSize;
    this.shardSize = sampleSize == null ? 0 : sampleSize.ofShard(shards);
  }

  @Override
  TypeSerializer<ShardWindow> windowSerializer() {
    return new MappedSerializer<>(StateMappers.SHARD_WINDOW);
  }

  @Override
  public void open(OpenContext context) throws Exception {
    super.open(context);
    previousModel =
        getRuntimeContext()
            .getState(
                new ValueStateDescriptor<>(
                    "previous-model", new MappedSerializer<>(StateMappers.SHARD_MODEL)));
    lateEvents = new LateEvents(windows(), getRuntimeContext());
    candidates = new ConcurrentHashMap<>();
    var unused =
        getRuntimeContext()
            .getMetricGroup()
            .<Integer, Gauge<Integer>>gauge(CANDIDATES, this::candidates);
  }

  /**
   * Candidates that the open windows of this subtask hold. A restored window counts from its next
   * new candidate.
   */
  int candidates() {
    return candidates.values().stream().mapToInt(Integer::intValue).sum();
  }

  @Override
  long timeOf(Sighting sighting) {
    return sighting.firstSeen();
  }

  @Override
  ShardWindow newWindow(long window) {
    return new ShardWindow(window, limits);
  }

  @Override
  void add(
      Sighting sighting, ShardWindow window, long start, boolean predecessorClosed, Context context)
      throws Exception {
    // Until the previous window closes there is no model to filter by: candidates are kept.
    int before = window.candidates();
    UniqueSet.Novelty known = window.add(sighting, predecessorClosed ? previous() : null);
    if (window.candidates() != before) {
      candidates.put(new OpenWindow(context.getCurrentKey(), start), window.candidates());
    }
    if (sampleSize != null && window.mayBelongToSample(sighting.hash(), sampleSize, shardSize)) {
      boolean first = known != UniqueSet.Novelty.REPEATED;
      if (first || closing == WindowClosing.ON_NEXT_WINDOW) {
        send(new SampledCommand(sighting, first), window, context);
      } else {
        window.repeat(sighting, shardSize);
      }
    }
  }

  private void send(SampledCommand command, ShardWindow window, Context context) {
    window.sentForSample(command.sighting().occurrences());
    context.output(SideOutputs.SAMPLED, command);
  }

  private LineScorer previous() throws Exception {
    ShardModel model = previousModel.value();
    return model == null ? LineScorer.INDIFFERENT : model.lines();
  }

  @Override
  void close(long start, ShardWindow window, Context context, Collector<ScoredCommand> out)
      throws Exception {
    candidates.remove(new OpenWindow(context.getCurrentKey(), start));
    if (ranker != null) {
      rank(start, window, context, out);
    }
    if (sampleSize != null) {
      for (Sighting repeated : window.repeats()) {
        send(new SampledCommand(repeated, false), window, context);
      }
      long notSampled = window.events() - window.sampled();
      count(Scale.REDUCED, FunnelStage.NOT_SAMPLED, notSampled, start, context);
    }
  }

  private void rank(long start, ShardWindow window, Context context, Collector<ScoredCommand> out)
      throws Exception {
    boolean warmUp = previousModel.value() == null;
    window.cut(previous());
    ShardRanker.Ranking ranking = ranker.rank(window, context.getCurrentKey());
    previousModel.update(ranking.model());
    ranking.top().forEach(out::collect);

    // k random commands are enough for the control arm: a window has at most k exemplars.
    ranking.sample().stream()
        .limit(ranker.topK())
        .forEach(
            candidate -> context.output(SideOutputs.RANDOM, ranker.unranked(window, candidate)));
    count(Scale.FULL, FunnelStage.UNIQUE, window.unique(), start, context);
    count(Scale.FULL, FunnelStage.REPEATED, window.events() - window.unique(), start, context);
    count(Scale.FULL, FunnelStage.ESTIMATED, window.estimated(), start, context);
    count(Scale.FULL, FunnelStage.RANKED, ranking.ranked(), start, context);
    count(Scale.FULL, FunnelStage.WARM_UP, warmUp ? window.leftOut() : 0, start, context);
    // In the warm-up chance would have left them out in any case.
    count(Scale.FULL, FunnelStage.CAPPED, warmUp ? 0 : window.capped(), start, context);
  }

  @Override
  void late(Sighting sighting, long start, Context context) throws Exception {
    context.output(SideOutputs.LATE, sighting);
    lateEvents.add(start, context.timerService());
  }

  /** Sends the numbers of late events. */
  @Override
  void alarm(OnTimerContext context) throws Exception {
    for (Map.Entry<String, Long> late : lateEvents.grown(context.timerService()).entrySet()) {
      if (ranker != null) {
        count(Scale.FULL, FunnelStage.LATE, late.getValue(), late.getKey(), context);
      }
      if (sampleSize != null) {
        count(Scale.REDUCED, FunnelStage.LATE, late.getValue(), late.getKey(), context);
      }
    }
  }

  private void count(Scale scale, FunnelStage stage, long count, long start, Context context) {
    count(scale, stage, count, windows().nameOf(start), context);
  }

  private void count(Scale scale, FunnelStage stage, long count, String window, Context context) {
    String place = "shard " + context.getCurrentKey();
    context.output(SideOutputs.FUNNEL, new FunnelCount(window, scale.label(), stage, place, count));
  }
}
