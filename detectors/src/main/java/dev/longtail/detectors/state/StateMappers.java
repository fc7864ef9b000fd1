package dev.longtail.detectors.state;

import dev.longtail.detectors.drift.WindowDrift;
import dev.longtail.detectors.drift.WindowProfile;
import dev.longtail.detectors.duplicates.ControlInput;
import dev.longtail.detectors.duplicates.EarlierChunk;
import dev.longtail.detectors.duplicates.EarlierExemplar;
import dev.longtail.detectors.duplicates.EmbeddedAnomaly;
import dev.longtail.detectors.duplicates.Exemplar;
import dev.longtail.detectors.duplicates.ExemplarChunk;
import dev.longtail.detectors.duplicates.NearDuplicate;
import dev.longtail.detectors.ranking.Anomaly;
import dev.longtail.detectors.ranking.ScoredCommand;
import dev.longtail.detectors.ranking.ShardModel;
import dev.longtail.detectors.window.ClosedSample;
import dev.longtail.detectors.window.FunnelCount;
import dev.longtail.detectors.window.Line;
import dev.longtail.detectors.window.SampleWindow;
import dev.longtail.detectors.window.SampledCommand;
import dev.longtail.detectors.window.ShardWindow;
import dev.longtail.detectors.window.Sighting;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * The registry of all types in state or between operators, by logical name. A savepoint holds these
 * names and no class names. So never change a name, and never use a name for another type.
 *
 * <p>Other modules add their mappers by a {@link Provider}, a service of {@link ServiceLoader}.
 */
public final class StateMappers {
  /** The state of an open window in one shard. */
  public static final StateMapper<ShardWindow> SHARD_WINDOW =
      StateMapper.changed(
          "shard-window",
          ShardWindow.class,
          ShardWindow::write,
          ShardWindow::copy,
          List.of(ShardWindow::readFirst, ShardWindow::read));

  /** The model that a shard fitted on the window before. */
  public static final StateMapper<ShardModel> SHARD_MODEL =
      StateMapper.first("shard-model", ShardModel.class, ShardModel::write, ShardModel::read);

  /** The state of an open window in one shard of the reduced scale. */
  public static final StateMapper<SampleWindow> SAMPLE_WINDOW =
      StateMapper.first(
          "sample-window",
          SampleWindow.class,
          SampleWindow::write,
          SampleWindow::read,
          SampleWindow::copy);

  /** The sample of a closed window that waits for its ranking. */
  public static final StateMapper<ClosedSample> CLOSED_SAMPLE =
      StateMapper.first(
          "closed-sample", ClosedSample.class, ClosedSample::write, ClosedSample::read);

  /** The exemplars of a window that the registry remembers. */
  public static final StateMapper<ExemplarChunk> EXEMPLAR_CHUNK =
      StateMapper.first(
          "exemplar-chunk", ExemplarChunk.class, ExemplarChunk::write, ExemplarChunk::read);

  /** The exemplars of earlier runs in one window and scale. */
  public static final StateMapper<EarlierChunk> EARLIER_CHUNK =
      StateMapper.first(
          "earlier-chunk",
          EarlierChunk.class,
          EarlierChunk::write,
          EarlierChunk::read,
          EarlierChunk::copy);

  /** A sighting on its way to its shard. */
  public static final StateMapper<Sighting> SIGHTING =
      StateMapper.first("sighting", Sighting.class, Sighting::write, Sighting::read);

  /** A command of the sample on its way to the embedder. */
  public static final StateMapper<SampledCommand> SAMPLED_COMMAND =
      StateMapper.first(
          "sampled-command", SampledCommand.class, SampledCommand::write, SampledCommand::read);

  /** An embedded command of the sample. */
  public static final StateMapper<Line> LINE =
      StateMapper.first("line", Line.class, Line::write, Line::read);

  /** A command of a shard's top k. */
  public static final StateMapper<ScoredCommand> SCORED_COMMAND =
      StateMapper.first(
          "scored-command", ScoredCommand.class, RecordForms::writeScored, RecordForms::readScored);

  /** A command of a window's top k, on its way to the embedder. */
  public static final StateMapper<Anomaly> ANOMALY =
      StateMapper.first(
          "anomaly", Anomaly.class, RecordForms::writeAnomaly, RecordForms::readAnomaly);

  /**
   * An anomaly that waits for the registry. Its form did not change, the rules of its shape did: a
   * shape by the rules of version 1 is computed again.
   */
  public static final StateMapper<EmbeddedAnomaly> EMBEDDED_ANOMALY =
      StateMapper.changed(
          "embedded-anomaly",
          EmbeddedAnomaly.class,
          RecordForms::writeEmbedded,
          UnaryOperator.identity(),
          List.of(in -> RecordForms.readEmbedded(in).reshaped(), RecordForms::readEmbedded));

  /** An exemplar of an earlier run. */
  public static final StateMapper<EarlierExemplar> EARLIER_EXEMPLAR =
      StateMapper.first(
          "earlier-exemplar",
          EarlierExemplar.class,
          RecordForms::writeEarlier,
          RecordForms::readEarlier);

  /** An exemplar. */
  public static final StateMapper<Exemplar> EXEMPLAR =
      StateMapper.first(
          "exemplar", Exemplar.class, RecordForms::writeExemplar, RecordForms::readExemplar);

  /** A near-duplicate. */
  public static final StateMapper<NearDuplicate> NEAR_DUPLICATE =
      StateMapper.first(
          "near-duplicate",
          NearDuplicate.class,
          RecordForms::writeDuplicate,
          RecordForms::readDuplicate);

  /** An input of the control arm. */
  public static final StateMapper<ControlInput> CONTROL_INPUT =
      StateMapper.first(
          "control-input", ControlInput.class, RecordForms::writeControl, RecordForms::readControl);

  /** A count of the funnel. */
  public static final StateMapper<FunnelCount> FUNNEL_COUNT =
      StateMapper.first(
          "funnel-count", FunnelCount.class, RecordForms::writeCount, RecordForms::readCount);

  /** The distributions of a window, or of a shard's part of it. */
  public static final StateMapper<WindowProfile> WINDOW_PROFILE =
      StateMapper.first(
          "window-profile",
          WindowProfile.class,
          WindowProfile::write,
          WindowProfile::read,
          WindowProfile::copy);

  /** How far a window is from those before it. */
  public static final StateMapper<WindowDrift> WINDOW_DRIFT =
      StateMapper.first("window-drift", WindowDrift.class, WindowDrift::write, WindowDrift::read);

  private static final List<StateMapper<?>> OWN =
      List.of(
          SHARD_WINDOW,
          SHARD_MODEL,
          SAMPLE_WINDOW,
          CLOSED_SAMPLE,
          EXEMPLAR_CHUNK,
          EARLIER_CHUNK,
          SIGHTING,
          SAMPLED_COMMAND,
          LINE,
          SCORED_COMMAND,
          ANOMALY,
          EMBEDDED_ANOMALY,
          EARLIER_EXEMPLAR,
          EXEMPLAR,
          NEAR_DUPLICATE,
          CONTROL_INPUT,
          FUNNEL_COUNT,
          WINDOW_PROFILE,
          WINDOW_DRIFT);

  private StateMappers() {}

  /** Mappers of another module. */
  public interface Provider {
    /** All mappers of the module. */
    List<StateMapper<?>> mappers();
  }

  /**
   * The mapper of a logical name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static StateMapper<?> named(String name) {
    StateMapper<?> mapper = ByName.ALL.get(name);
    if (mapper == null) {
      throw new IllegalArgumentException(
          "state \"%s\" is unknown to this release; it knows %s"
              .formatted(name, ByName.ALL.keySet()));
    }
    return mapper;
  }

  /** All mappers by logical name. */
  public static Map<String, StateMapper<?>> all() {
    return ByName.ALL;
  }

  /** Loaded at the first use, because the mappers of other modules refer to this class. */
  private static final class ByName {
    private static final Map<String, StateMapper<?>> ALL = load();

    private static Map<String, StateMapper<?>> load() {
      Map<String, StateMapper<?>> all = new TreeMap<>();
      OWN.forEach(mapper -> add(mapper, all));
      // The loader of this class also has the other modules: in the job's jar, or in Flink's lib.
      ServiceLoader.load(Provider.class, StateMappers.class.getClassLoader())
          .forEach(provider -> provider.mappers().forEach(mapper -> add(mapper, all)));
      return Map.copyOf(all);
    }

    private static void add(StateMapper<?> mapper, Map<String, StateMapper<?>> all) {
      if (all.putIfAbsent(mapper.name(), mapper) != null) {
        throw new IllegalStateException("two kinds of state are named " + mapper.name());
      }
    }
  }
}
