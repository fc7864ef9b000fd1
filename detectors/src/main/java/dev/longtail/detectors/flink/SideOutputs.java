package dev.longtail.detectors.flink;

import dev.longtail.detectors.drift.WindowProfile;
import dev.longtail.detectors.duplicates.NearDuplicate;
import dev.longtail.detectors.ranking.ScoredCommand;
import dev.longtail.detectors.state.StateMappers;
import dev.longtail.detectors.window.FunnelCount;
import dev.longtail.detectors.window.SampledCommand;
import dev.longtail.detectors.window.Sighting;
import org.apache.flink.util.OutputTag;

/** The side outputs of the operators in this package. */
public final class SideOutputs {
  /** Counts of every operator. */
  public static final OutputTag<FunnelCount> FUNNEL =
      new OutputTag<>("funnel", MappedTypeInfo.of(StateMappers.FUNNEL_COUNT));

  /** A hash-ranked sample of each window's unique commands, for the control arm. */
  public static final OutputTag<ScoredCommand> RANDOM =
      new OutputTag<>("random", MappedTypeInfo.of(StateMappers.SCORED_COMMAND));

  /** Sightings of commands that may belong to the reduced scale's sample. */
  public static final OutputTag<SampledCommand> SAMPLED =
      new OutputTag<>("sampled", MappedTypeInfo.of(StateMappers.SAMPLED_COMMAND));

  /**
   * The unique commands of the open windows, to be scored: the first event of each to arrive. In
   * batch mode events of the same command and time follow it, because one of them may be the first
   * by its id.
   */
  public static final OutputTag<SampledCommand> UNIQUE =
      new OutputTag<>("unique", MappedTypeInfo.of(StateMappers.SAMPLED_COMMAND));

  /**
   * All events of the open windows, each as a sighting. {@code first} says whether it may be the
   * first of its command, as in {@link #UNIQUE}.
   */
  public static final OutputTag<SampledCommand> SIGHTINGS =
      new OutputTag<>("sightings", MappedTypeInfo.of(StateMappers.SAMPLED_COMMAND));

  /** The distributions of each shard's windows. */
  public static final OutputTag<WindowProfile> PROFILES =
      new OutputTag<>("profiles", MappedTypeInfo.of(StateMappers.WINDOW_PROFILE));

  /** Events that came after their window was closed. */
  public static final OutputTag<Sighting> LATE =
      new OutputTag<>("late", MappedTypeInfo.of(StateMappers.SIGHTING));

  /** Anomalies that are represented by an exemplar. */
  public static final OutputTag<NearDuplicate> NEAR_DUPLICATES =
      new OutputTag<>("near-duplicates", MappedTypeInfo.of(StateMappers.NEAR_DUPLICATE));

  private SideOutputs() {}
}
