package dev.longtail.detectors.flink;

import dev.longtail.detectors.duplicates.EmbeddedAnomaly;
import dev.longtail.detectors.duplicates.Exemplar;
import dev.longtail.detectors.duplicates.ExemplarChunk;
import dev.longtail.detectors.duplicates.MergedBy;
import dev.longtail.detectors.duplicates.NearDuplicate;
import dev.longtail.detectors.duplicates.NearDuplicateIndex;
import dev.longtail.detectors.duplicates.NearDuplicateRule;
import dev.longtail.detectors.duplicates.WindowRegistry;
import dev.longtail.detectors.state.StateMappers;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.detectors.window.FunnelCount;
import dev.longtail.detectors.window.FunnelStage;
import dev.longtail.detectors.window.Scale;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.util.Collector;

/**
 * The registry of one scale (the key), window after window: sends the exemplars of each window, and
 * the near-duplicates as a side output.
 *
 * <p>State holds one chunk of exemplars for each window. A chunk is written once and removed when
 * the registry forgets the window. After a restore the indexes are rebuilt from the chunks.
 */
public final class RegistryFunction extends BufferingFunction<String, EmbeddedAnomaly, Exemplar> {
  /** Name of the accumulator that counts exemplars. */
  public static final String EXEMPLARS = "exemplars";

  private static final long serialVersionUID = 1L;

  private final LongCounter found = new LongCounter();
  private final NearDuplicateRule rule;
  private final int capacity;
  private transient MapState<Long, ExemplarChunk> chunks;
  private transient Map<String, WindowRegistry> registries;
  private transient FunnelCounters counters;
  private transient Map<String, Map<MergedBy, Counter>> duplicatesByRule;

  /** Decides by {@code rule} and remembers the default number of exemplars. */
  public RegistryFunction(DetectorWindows windows, WindowClosing closing, NearDuplicateRule rule) {
    this(windows, closing, rule, NearDuplicateIndex.DEFAULT_CAPACITY);
  }

  /**
   * Decides by {@code rule}.
   *
   * @param capacity exemplars of a scale above which the earliest windows are forgotten
   */
  public RegistryFunction(
      DetectorWindows windows, WindowClosing closing, NearDuplicateRule rule, int capacity) {
    super(windows, closing, "anomalies", StateMappers.EMBEDDED_ANOMALY);
    this.rule = rule;
    this.capacity = capacity;
  }

  @Override
  public void open(OpenContext context) throws Exception {
    super.open(context);
    getRuntimeContext().addAccumulator(EXEMPLARS, found);
    registries = new HashMap<>();
    register(getRuntimeContext().getMetricGroup());
    chunks =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>(
                    "exemplars",
                    LongSerializer.INSTANCE,
                    new MappedSerializer<>(StateMappers.EXEMPLAR_CHUNK)));
  }

  private void register(MetricGroup metrics) {
    counters =
        new FunnelCounters(
            metrics,
            FunnelStage.ANOMALIES,
            FunnelStage.NEAR_DUPLICATES,
            FunnelStage.NEAR_DUPLICATES_PUBLISHED,
            FunnelStage.EXEMPLARS,
            FunnelStage.FORGOTTEN);
    duplicatesByRule = new HashMap<>();
    for (Scale scale : Scale.values()) {
      MetricGroup group = metrics.addGroup("near_duplicates").addGroup("scale", scale.label());
      Map<MergedBy, Counter> byRule = new EnumMap<>(MergedBy.class);
      for (MergedBy rule : MergedBy.values()) {
        byRule.put(rule, group.addGroup("rule", rule.label()).counter("total"));
      }
      duplicatesByRule.put(scale.label(), byRule);
    }
  }

  @Override
  long timeOf(EmbeddedAnomaly anomaly) {
    return anomaly.anomaly().scored().window();
  }

  @Override
  String scaleOf(EmbeddedAnomaly anomaly) {
    return anomaly.anomaly().scored().scale();
  }

  @Override
  String placeOf(EmbeddedAnomaly anomaly) {
    return "registry " + LateResults.nameOf(anomaly.anomaly().scored());
  }

  @Override
  void close(long start, List<EmbeddedAnomaly> window, Context context, Collector<Exemplar> out)
      throws Exception {
    WindowRegistry.Decisions decisions = registry(context.getCurrentKey()).decide(window);
    if (!decisions.chunk().commandLines().isEmpty()) {
      chunks.put(start, decisions.chunk());
    }
    for (Long forgotten : decisions.forgottenWindows()) {
      chunks.remove(forgotten);
    }
    decisions.exemplars().forEach(out::collect);
    Map<MergedBy, Counter> byRule = duplicatesByRule.get(context.getCurrentKey());
    for (NearDuplicate duplicate : decisions.nearDuplicates()) {
      context.output(SideOutputs.NEAR_DUPLICATES, duplicate);
      byRule.get(duplicate.by()).inc();
    }
    long exemplars = decisions.exemplars().size();
    found.add(exemplars);
    long duplicates = decisions.nearDuplicates().size();
    count(FunnelStage.ANOMALIES, exemplars + duplicates, start, context);
    count(FunnelStage.NEAR_DUPLICATES, duplicates, start, context);
    count(
        FunnelStage.NEAR_DUPLICATES_PUBLISHED, decisions.publishedNearDuplicates(), start, context);
    count(FunnelStage.EXEMPLARS, exemplars, start, context);
    if (decisions.forgotten() > 0) {
      count(FunnelStage.FORGOTTEN, decisions.forgotten(), start, context);
    }
  }

  private WindowRegistry registry(String scale) throws Exception {
    WindowRegistry registry = registries.get(scale);
    if (registry == null) {
      registry = new WindowRegistry(windows(), rule, capacity);
      Map<Long, ExemplarChunk> inOrder = new TreeMap<>();
      for (Map.Entry<Long, ExemplarChunk> entry : chunks.entries()) {
        inOrder.put(entry.getKey(), entry.getValue());
      }
      inOrder.forEach(registry::remember);
      registries.put(scale, registry);
    }
    return registry;
  }

  private void count(FunnelStage stage, long count, long start, Context context) {
    counters.add(context.getCurrentKey(), stage, count);
    context.output(
        SideOutputs.FUNNEL,
        new FunnelCount(
            windows().nameOf(start), context.getCurrentKey(), stage, "registry", count));
  }
}
