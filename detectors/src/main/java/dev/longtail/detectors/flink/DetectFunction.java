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
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.util.Collector;

/**
 * One shard: finds the unique commands of a window.
 *
 * <p>For the full scale it ranks them when the window closes, by a model fitted on this window, and
 * sends the shard's top k. The window's top k are among the shards' top k, so {@link RankFunction}
 * only merges them.
 *
 * <p>For the reduced scale it sends a command on as soon as the command may belong to the sample.
 * So embedding goes on all day.
 */
public final class DetectFunction
    extends WindowedFunction<Integer, Sighting, ShardWindow, ScoredCommand> {
  private static final long serialVersionUID = 1L;

  private final ShardWindow.Limits limits;
  private final ShardRanker ranker;
  private final SampleSize sampleSize;
  private final int shardSize;
  private transient ValueState<ShardModel> previousModel;
  private transient MapState<Long, Long> lateEvents;

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
    lateEvents =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>(
                    "late-events", LongSerializer.INSTANCE, LongSerializer.INSTANCE));
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
    // Until the previous window closes there is no model to filter by: every candidate is kept.
    UniqueSet.Novelty known = window.add(sighting, predecessorClosed ? previous() : null);
    if (sampleSize != null && window.takes(sighting.hash(), sampleSize, shardSize)) {
      boolean first = known != UniqueSet.Novelty.REPEATED;
      context.output(SideOutputs.SAMPLED, new SampledCommand(sighting, first));
    }
  }

  private LineScorer previous() throws Exception {
    ShardModel model = previousModel.value();
    return model == null ? LineScorer.INDIFFERENT : model.lines();
  }

  @Override
  void close(long start, ShardWindow window, Context context, Collector<ScoredCommand> out)
      throws Exception {
    if (ranker != null) {
      rank(start, window, context, out);
    }
    if (sampleSize != null) {
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
  }

  @Override
  void late(Sighting sighting, long start, Context context) throws Exception {
    Long before = lateEvents.get(start);
    long late = before == null ? 1 : before + 1;
    lateEvents.put(start, late);
    if (ranker != null) {
      count(Scale.FULL, FunnelStage.LATE, late, start, context);
    }
    if (sampleSize != null) {
      count(Scale.REDUCED, FunnelStage.LATE, late, start, context);
    }
  }

  private void count(Scale scale, FunnelStage stage, long count, long start, Context context) {
    String place = "shard " + context.getCurrentKey();
    context.output(
        SideOutputs.FUNNEL,
        new FunnelCount(windows().nameOf(start), scale.label(), stage, place, count));
  }
}
