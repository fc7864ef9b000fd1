package dev.longtail.detectors.flink;

import dev.longtail.detectors.core.AnomalyModel;
import dev.longtail.detectors.core.Candidate;
import dev.longtail.detectors.core.DetectorWindows;
import dev.longtail.detectors.core.FeatureTable;
import dev.longtail.detectors.core.FunnelCount;
import dev.longtail.detectors.core.FunnelStage;
import dev.longtail.detectors.core.IsolationForest;
import dev.longtail.detectors.core.IsolationForestDetector;
import dev.longtail.detectors.core.ScoredCommand;
import dev.longtail.detectors.core.ShardModel;
import dev.longtail.detectors.core.ShardWindow;
import dev.longtail.detectors.core.StateMapper;
import dev.longtail.detectors.core.TopK;
import dev.longtail.udfs.core.CommandEvent;
import dev.longtail.udfs.core.CommandHash;
import dev.longtail.udfs.core.FeatureRow;
import dev.longtail.udfs.core.FullScaleFeatures;
import dev.longtail.udfs.core.TokenVocabulary;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.util.Collector;

/**
 * One shard of the full scale: keeps the unique commands of each window, and when the window closes
 * fits the detector on their sample, scores the pool and sends the shard's top k.
 *
 * <p>The window's k are among the shards' k, so {@link RankFunction} only has to merge them.
 */
public final class DetectFunction
    extends WindowedFunction<Integer, CommandEvent, ShardWindow, ScoredCommand> {
  /** Name of the scale whose commands this function ranks. */
  public static final String SCALE = "full";

  private static final long serialVersionUID = 1L;

  private final IsolationForestDetector detector;
  private final ShardWindow.Limits limits;
  private final int topK;
  private transient FullScaleFeatures features;
  private transient FeatureRow row;
  private transient ValueState<ShardModel> previousModel;
  private transient MapState<Long, Long> lateEvents;

  /** Ranks by {@code detector}; each shard sends its {@code topK}. */
  public DetectFunction(
      DetectorWindows windows,
      WindowClosing closing,
      IsolationForestDetector detector,
      ShardWindow.Limits limits,
      int topK) {
    super(windows, closing, "shard-windows");
    this.detector = detector;
    this.limits = limits;
    this.topK = topK;
  }

  @Override
  TypeSerializer<ShardWindow> windowSerializer() {
    return new MappedSerializer<>(StateMapper.ShardWindows.class);
  }

  @Override
  public void open(OpenContext context) throws Exception {
    super.open(context);
    features = new FullScaleFeatures(TokenVocabulary.EMPTY);
    row = new FeatureRow(features.columns());
    previousModel =
        getRuntimeContext()
            .getState(
                new ValueStateDescriptor<>(
                    "previous-model", new MappedSerializer<>(StateMapper.ShardModels.class)));
    lateEvents =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>(
                    "late-events", LongSerializer.INSTANCE, LongSerializer.INSTANCE));
  }

  @Override
  long timeOf(CommandEvent event) {
    return event.ts();
  }

  @Override
  ShardWindow newWindow(long window) {
    return new ShardWindow(window, limits);
  }

  @Override
  void add(CommandEvent event, ShardWindow window, long start, boolean predecessorClosed)
      throws Exception {
    window.add(
        new Candidate(
            CommandHash.of(event.commandLine()),
            event.commandLine(),
            event.eventId(),
            event.ts(),
            event.host(),
            event.user(),
            event.os(),
            1));
    // Before the predecessor's close its model is not known: the pool grows until then.
    if (predecessorClosed && window.wantsPruning()) {
      prune(window);
    }
  }

  private void prune(ShardWindow window) throws Exception {
    ShardModel previous = previousModel.value();
    if (previous == null) {
      window.prune(commandLine -> 0);
    } else {
      window.prune(commandLine -> previous.forest().score(extract(commandLine)));
    }
  }

  @Override
  void close(long start, ShardWindow window, Context context, Collector<ScoredCommand> out)
      throws Exception {
    prune(window);
    List<Candidate> sample = window.sample();
    IsolationForest model = fit(sample, context.getCurrentKey(), start);
    previousModel.update(new ShardModel(start, model));

    TopK top = new TopK(topK);
    window.pool().forEach(candidate -> top.add(score(candidate, model, start)));
    top.ranked().forEach(out::collect);

    // The same k of the sample suffices for the control arm: a window has at most k exemplars.
    sample.stream()
        .limit(topK)
        .forEach(candidate -> context.output(SideOutputs.RANDOM, score(candidate, model, start)));
    count(FunnelStage.UNIQUE, window.unique(), start, context);
    count(FunnelStage.REPEATED, window.events() - window.unique(), start, context);
  }

  private IsolationForest fit(List<Candidate> sample, int shard, long start) {
    FeatureTable.Sparse rows = new FeatureTable.Sparse(features.columns());
    for (Candidate candidate : sample) {
      features.extract(candidate.commandLine(), row);
      rows.add(row);
    }
    long seed = CommandHash.mix(CommandHash.of(detector.name() + "/" + shard), start);
    return detector.fit(rows, seed);
  }

  private float[] extract(String commandLine) {
    features.extract(commandLine, row);
    return row.values();
  }

  private ScoredCommand score(Candidate candidate, AnomalyModel model, long start) {
    double score = model.score(extract(candidate.commandLine()));
    return new ScoredCommand(start, SCALE, detector.name(), score, candidate);
  }

  @Override
  void late(CommandEvent event, long start, Context context) throws Exception {
    Long before = lateEvents.get(start);
    long late = before == null ? 1 : before + 1;
    lateEvents.put(start, late);
    count(FunnelStage.LATE, late, start, context);
  }

  private void count(FunnelStage stage, long count, long start, Context context) {
    String place = "shard " + context.getCurrentKey();
    context.output(
        SideOutputs.FUNNEL, new FunnelCount(windows().nameOf(start), SCALE, stage, place, count));
  }
}
