package dev.longtail.detectors.flink;

import dev.longtail.detectors.drift.WindowProfile;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.util.Collector;

/**
 * One shard: finds the unique commands of a window.
 *
 * <p>For the full scale it ranks them when the window closes, by a model fitted on this window, and
 * sends the shard's top k. The window's top k are among the shards' top k, so {@link RankFunction}
 * only merges them.
 *
 * <p>For the reduced scale a stream sends a command on as soon as the command may belong to the
 * sample. So embedding goes on all day. Its later events are added up here, and follow as one
 * sighting when the window closes. In batch mode nothing waits for a day to pass: the sample is
 * sent when it is known, and no other command is embedded.
 */
public final class DetectFunction
    extends WindowedFunction<Integer, Sighting, ShardWindow, ScoredCommand> {
  /** Name of the gauge of the candidates that the open windows of a subtask hold. */
  public static final String CANDIDATES = "candidates";

  private static final long serialVersionUID = 1L;

  /** What it tells of single events, beside its results. */
  public enum Told {
    /** Nothing. */
    NOTHING,
    /** Each unique command, to {@link SideOutputs#UNIQUE}. */
    UNIQUE,
    /** That, and all events, to {@link SideOutputs#SIGHTINGS}. */
    ALL
  }

  private final WindowClosing closing;

  private final ShardWindow.Limits limits;
  private final ShardRanker ranker;
  private final SampleSize sampleSize;
  private final int shardSize;
  private final Told told;
  private transient SameTime sameTime;
  private transient ValueState<ShardModel> previousModel;
  private transient LateEvents lateEvents;
  private transient FunnelCounters counters;
  private transient ShardFigures figures;
  private transient RankingGauges rankings;

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
    this(windows, closing, limits, ranker, sampleSize, shards, Told.NOTHING);
  }

  /**
   * A shard.
   *
   * @param told what it tells of single events
   */
  public DetectFunction(
      DetectorWindows windows,
      WindowClosing closing,
      ShardWindow.Limits limits,
      ShardRanker ranker,
      SampleSize sampleSize,
      int shards,
      Told told) {
    super(windows, closing, "shard-windows");
    this.closing = closing;
    this.limits = limits;
    this.ranker = ranker;
    this.sampleSize = sampleSize;
    this.shardSize = sampleSize == null ? 0 : sampleSize.ofShard(shards);
    this.told = told;
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
    figures = new ShardFigures();
    sameTime = new SameTime();
    register(getRuntimeContext().getMetricGroup());
  }

  private void register(MetricGroup metrics) {
    List<Scale> scales = new ArrayList<>();
    if (ranker != null) {
      scales.add(Scale.FULL);
      rankings = new RankingGauges(metrics, Scale.FULL, List.of(ranker.detector().name()));
      metrics.gauge(
          "model_window_timestamp_seconds", (Gauge<Long>) () -> figures.earliestModel() / 1_000);
    }
    if (sampleSize != null) {
      scales.add(Scale.REDUCED);
    }
    counters =
        new FunnelCounters(
            metrics,
            scales,
            Set.of(
                FunnelStage.LATE,
                FunnelStage.UNIQUE,
                FunnelStage.REPEATED,
                FunnelStage.ESTIMATED,
                FunnelStage.RANKED,
                FunnelStage.WARM_UP,
                FunnelStage.CAPPED,
                FunnelStage.NOT_SAMPLED));
    metrics.gauge(CANDIDATES, (Gauge<Long>) figures::candidates);
    metrics.gauge("unique_commands", (Gauge<Long>) figures::unique);
    metrics.gauge("open_windows", (Gauge<Integer>) figures::windows);
  }

  /**
   * Candidates that the open windows of this subtask hold. A restored window counts from its next
   * new candidate.
   */
  long candidates() {
    return figures.candidates();
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
    if (window.candidates() != before || ShardFigures.isTime(window.events())) {
      note(window, context);
    }
    if (told != Told.NOTHING) {
      tell(sighting, known, context);
    }
    if (sampleSize != null && window.mayBelongToSample(sighting.hash(), sampleSize, shardSize)) {
      if (closing == WindowClosing.ON_WATERMARK && known != UniqueSet.Novelty.REPEATED) {
        send(new SampledCommand(sighting, true), window, context);
      } else {
        window.addUp(sighting, shardSize);
      }
    }
  }

  /** In batch mode the events of a shard come in the order of time, in any order at one time. */
  private void tell(Sighting sighting, UniqueSet.Novelty known, Context context) {
    boolean first = known != UniqueSet.Novelty.REPEATED;
    boolean tie =
        closing == WindowClosing.ON_NEXT_WINDOW
            && sameTime.isTie(context.getCurrentKey(), sighting, first);
    if (first || tie) {
      context.output(SideOutputs.UNIQUE, new SampledCommand(sighting, first));
    }
    if (told == Told.ALL) {
      context.output(SideOutputs.SIGHTINGS, new SampledCommand(sighting, first || tie));
    }
  }

  private void note(ShardWindow window, Context context) throws Exception {
    figures.note(context.getCurrentKey(), window);
    ShardModel model = previousModel.value();
    if (model != null) {
      figures.noteModel(context.getCurrentKey(), model.window());
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
    figures.closed(context.getCurrentKey(), start);
    if (ranker != null) {
      rank(start, window, context, out);
    }
    if (sampleSize != null) {
      boolean first = closing == WindowClosing.ON_NEXT_WINDOW;
      for (Sighting sampled : window.addedUp()) {
        send(new SampledCommand(sampled, first), window, context);
      }
      long notSampled = window.events() - window.sampled();
      count(Scale.REDUCED, FunnelStage.NOT_SAMPLED, notSampled, start, context);
    }
  }

  private void rank(long start, ShardWindow window, Context context, Collector<ScoredCommand> out)
      throws Exception {
    ShardModel previous = previousModel.value();
    boolean warmUp = previous == null;
    context.output(
        SideOutputs.PROFILES, WindowProfile.of(window, warmUp ? null : previous.lines()));
    window.cut(previous());
    ShardRanker.Ranking ranking = ranker.rank(window, context.getCurrentKey());
    previousModel.update(ranking.model());
    rankings.show(ranking.figures());
    figures.noteModel(context.getCurrentKey(), ranking.model().window());
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
    if (ranker != null) {
      counters.add(Scale.FULL.label(), FunnelStage.LATE, 1);
    }
    if (sampleSize != null) {
      counters.add(Scale.REDUCED.label(), FunnelStage.LATE, 1);
    }
  }

  /** Sends the numbers of late events. */
  @Override
  void alarm(OnTimerContext context) throws Exception {
    for (Map.Entry<String, Long> late : lateEvents.grown(context.timerService()).entrySet()) {
      if (ranker != null) {
        send(Scale.FULL, FunnelStage.LATE, late.getValue(), late.getKey(), context);
      }
      if (sampleSize != null) {
        send(Scale.REDUCED, FunnelStage.LATE, late.getValue(), late.getKey(), context);
      }
    }
  }

  private void count(Scale scale, FunnelStage stage, long count, long start, Context context) {
    counters.add(scale.label(), stage, count);
    send(scale, stage, count, windows().nameOf(start), context);
  }

  private void send(Scale scale, FunnelStage stage, long count, String window, Context context) {
    String place = "shard " + context.getCurrentKey();
    context.output(SideOutputs.FUNNEL, new FunnelCount(window, scale.label(), stage, place, count));
  }
}
