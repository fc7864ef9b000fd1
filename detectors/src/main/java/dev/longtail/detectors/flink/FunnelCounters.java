package dev.longtail.detectors.flink;

import dev.longtail.detectors.window.FunnelStage;
import dev.longtail.detectors.window.Scale;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/**
 * The stages of the funnel as metrics: what an operator has counted since its start. The exact
 * numbers of each window are the output {@code funnel}; after a restart these counters begin at 0,
 * and what is computed again is counted again.
 */
public final class FunnelCounters {
  private final Map<String, Map<FunnelStage, Counter>> counters = new HashMap<>();

  /**
   * Registers a counter, at 0, for each pair of {@code scales} and {@code stages}: a rate needs the
   * 0 before the first event.
   *
   * @param operator group of the operator
   */
  public FunnelCounters(
      MetricGroup operator, Collection<Scale> scales, Collection<FunnelStage> stages) {
    for (Scale scale : scales) {
      MetricGroup group = operator.addGroup("funnel").addGroup("scale", scale.label());
      Map<FunnelStage, Counter> ofScale = new EnumMap<>(FunnelStage.class);
      for (FunnelStage stage : stages) {
        ofScale.put(stage, group.addGroup("stage", stage.label()).counter("total"));
      }
      counters.put(scale.label(), ofScale);
    }
  }

  /** Counters of one stage, at both scales. */
  FunnelCounters(MetricGroup operator, FunnelStage... stages) {
    this(operator, Set.of(Scale.values()), Set.of(stages));
  }

  /**
   * Adds {@code more} things of a stage.
   *
   * @param scale its label
   * @throws IllegalArgumentException if the stage was not registered at that scale
   */
  public void add(String scale, FunnelStage stage, long more) {
    Counter counter = counters.getOrDefault(scale, Map.of()).get(stage);
    if (counter == null) {
      throw new IllegalArgumentException("no counter for " + stage + " at scale " + scale);
    }
    counter.inc(more);
  }
}
