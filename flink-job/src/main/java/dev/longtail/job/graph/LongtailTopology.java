package dev.longtail.job.graph;

import dev.longtail.detectors.drift.WindowDrift;
import dev.longtail.detectors.duplicates.Exemplar;
import dev.longtail.detectors.flink.MappedTypeInfo;
import dev.longtail.detectors.flink.SideOutputs;
import dev.longtail.detectors.flink.WindowClosing;
import dev.longtail.detectors.ranking.Anomaly;
import dev.longtail.detectors.ranking.ScoredCommand;
import dev.longtail.detectors.state.StateMappers;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.detectors.window.FunnelCount;
import dev.longtail.detectors.window.Sighting;
import dev.longtail.job.config.Fingerprint;
import dev.longtail.job.config.Selection;
import dev.longtail.job.config.StateLabel;
import dev.longtail.job.config.TopologyOptions;
import dev.longtail.job.scoring.StoredClassifier;
import dev.longtail.labeler.admission.Provenance;
import dev.longtail.labeler.client.LabelerOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.SerializableTimestampAssigner;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The job's graph, from its source to its sinks. Only this class puts it together. Streaming,
 * backfill, demo and tests differ only in source, sinks, options and runtime mode. The parts of the
 * graph are {@link DetectionGraph}, {@link NearDuplicateGraph}, {@link LabellingGraph} and {@link
 * ScoringGraph}; its ends are {@link Outputs}.
 */
public final class LongtailTopology {
  /**
   * How often the subtasks of the source tell each other how far they are. Flink holds a partition
   * back after three of these intervals.
   */
  private static final Duration ALIGNMENT_INTERVAL = Duration.ofMillis(500);

  private final Source<SourceRecord, ?, ?> source;
  private final Source<String, ?, ?> earlierExemplars;
  private final SinkFactory sinks;
  private final TopologyOptions options;
  private final RuntimeExecutionMode mode;
  private final WindowClosing closing;
  private final UnaryOperator<String> uidOfSource;
  private final DetectionGraph detection;
  private final NearDuplicateGraph nearDuplicates;
  private final LabellingGraph labelling;
  private final Outputs outputs;

  /**
   * A job without exemplars of earlier runs.
   *
   * @param mode streaming or batch; automatic is refused, because the mode decides how windows
   *     close
   */
  public LongtailTopology(
      Source<SourceRecord, ?, ?> source,
      SinkFactory sinks,
      TopologyOptions options,
      RuntimeExecutionMode mode) {
    this(source, null, sinks, options, mode);
  }

  /**
   * A job.
   *
   * @param source of the events
   * @param earlierExemplars lines as in the output {@code exemplars}, of this job or earlier ones;
   *     null if there are none
   * @param sinks of the results
   * @param mode streaming or batch; automatic is refused, because the mode decides how windows
   *     close
   */
  public LongtailTopology(
      Source<SourceRecord, ?, ?> source,
      Source<String, ?, ?> earlierExemplars,
      SinkFactory sinks,
      TopologyOptions options,
      RuntimeExecutionMode mode) {
    this(source, earlierExemplars, options, mode, sinks, UnaryOperator.identity());
  }

  private LongtailTopology(
      Source<SourceRecord, ?, ?> source,
      Source<String, ?, ?> earlierExemplars,
      TopologyOptions options,
      RuntimeExecutionMode mode,
      SinkFactory sinks,
      UnaryOperator<String> uidOfSource) {
    if (mode == RuntimeExecutionMode.AUTOMATIC) {
      throw new IllegalArgumentException("the runtime mode decides how windows close: name it");
    }
    closing =
        mode == RuntimeExecutionMode.BATCH
            ? WindowClosing.ON_NEXT_WINDOW
            : WindowClosing.ON_WATERMARK;
    this.source = source;
    this.earlierExemplars = earlierExemplars;
    this.sinks = sinks;
    this.uidOfSource = uidOfSource;
    this.options = options;
    this.mode = mode;
    this.detection = new DetectionGraph(options, closing);
    this.nearDuplicates =
        new NearDuplicateGraph(
            options, closing, earlierExemplars, uidOfSource.apply(Uids.EARLIER_SOURCE));
    TopologyOptions.Labels labels = options.labels();
    StoredClassifier classifier =
        StoredClassifier.of(labels.classifier(), options.nearDuplicates().model());
    this.labelling = new LabellingGraph(options, closing, classifier);
    this.outputs =
        new Outputs(
            sinks,
            new JsonViews(
                options.events().windows(), Provenance.of(labels.labeler(), classifier.name())));
  }

  /**
   * The same graph, whose sources take no positions from saved state: they are of another kind than
   * those of the job that saved it.
   */
  public LongtailTopology withNewSources() {
    return new LongtailTopology(source, earlierExemplars, options, mode, sinks, Uids::inPlaceOf);
  }

  /**
   * Adds the graph to {@code env} and sets the configuration that its correctness depends on.
   *
   * @throws dev.longtail.udfs.io.InputException if the configuration of {@code env} contradicts it
   */
  public void build(StreamExecutionEnvironment env) {
    build(env, new StateLabel(Fingerprint.of(options), ""));
  }

  /**
   * The same, for a job that finds its own state among others.
   *
   * @param label is kept in the state; state of another fingerprint is refused
   */
  public void build(StreamExecutionEnvironment env, StateLabel label) {
    configure(env);
    SingleOutputStreamOperator<Sighting> routed = events(env, label);
    SingleOutputStreamOperator<Sighting> untwinned = untwinned(routed);
    SingleOutputStreamOperator<Sighting> joined = joined(routed, untwinned);
    DetectionGraph.Found found = detection.find(routed.union(untwinned, joined));
    Selection select = options.scoring().select();
    ScoringGraph.Scored scored =
        options.scoring().any()
            ? new ScoringGraph(options, closing).score(found.unique(), found.sightings())
            : null;
    List<DataStream<ScoredCommand>> best = new ArrayList<>(found.best());
    if (select.takesValue()) {
      best.add(scored.value().best());
    }
    SingleOutputStreamOperator<Anomaly> ranked = detection.rank(best);
    SingleOutputStreamOperator<Anomaly> anomalies =
        select == Selection.BOTH ? detection.interleave(ranked) : ranked;
    NearDuplicateGraph.Decided decided = nearDuplicates.decide(anomalies);
    SingleOutputStreamOperator<Exemplar> exemplars = decided.exemplars();

    outputs.deadLetters(
        routed
            .getSideOutput(RouteFunction.DEAD_LETTERS)
            .union(joined.getSideOutput(RouteFunction.DEAD_LETTERS)));
    outputs.late(found.late());
    SingleOutputStreamOperator<WindowDrift> drift = detection.drift(found.profiles());
    outputs.drift(drift);
    outputs.anomalies(anomalies);
    outputs.exemplars(exemplars);
    outputs.nearDuplicates(exemplars.getSideOutput(SideOutputs.NEAR_DUPLICATES));
    DataStream<FunnelCount> funnel =
        routed
            .getSideOutput(SideOutputs.FUNNEL)
            .union(
                joined.getSideOutput(SideOutputs.FUNNEL),
                found.funnel(),
                drift.getSideOutput(SideOutputs.FUNNEL),
                ranked.getSideOutput(SideOutputs.FUNNEL),
                decided.funnel());
    if (select == Selection.BOTH) {
      funnel = funnel.union(anomalies.getSideOutput(SideOutputs.FUNNEL));
    }
    if (select.takesValue()) {
      funnel = funnel.union(scored.value().funnel());
    }
    if (scored != null) {
      outputs.detections(scored.detections());
      outputs.reviewQueue(scored.doubts());
      funnel = funnel.union(scored.funnel());
    }
    if (labels()) {
      funnel = funnel.union(label(found.random(), exemplars));
    }
    outputs.funnel(funnel);
  }

  /** Labels the exemplars and, if the options ask for it, the control arms; returns the counts. */
  private DataStream<FunnelCount> label(
      DataStream<ScoredCommand> random, SingleOutputStreamOperator<Exemplar> exemplars) {
    boolean controlArms = options.labels().controlArms();
    LabellingGraph.Screened screened =
        labelling.screen(exemplars, exemplars.getSideOutput(SideOutputs.NEAR_DUPLICATES));
    if (!controlArms) {
      SingleOutputStreamOperator<AdmittedRequest> verdicts =
          labelling.verdicts(screened.requests(), screened.refused());
      outputs.verdicts(verdicts);
      return verdicts.getSideOutput(SideOutputs.FUNNEL).union(screened.funnel());
    }
    LabellingGraph.ControlArms control =
        labelling.controlRequests(
            random, exemplars, exemplars.getSideOutput(SideOutputs.NEAR_DUPLICATES));
    SingleOutputStreamOperator<AdmittedRequest> verdicts =
        labelling.verdicts(screened.requests().union(control.requests()), screened.refused());
    outputs.verdicts(verdicts);
    outputs.control(verdicts.getSideOutput(AdmitFunction.CONTROL));
    return verdicts.getSideOutput(SideOutputs.FUNNEL).union(screened.funnel(), control.funnel());
  }

  /** Adds only the part of the graph up to the anomalies, for measurements. */
  public void buildRanking(StreamExecutionEnvironment env) {
    configure(env);
    SingleOutputStreamOperator<Sighting> events =
        events(env, new StateLabel(Fingerprint.of(options), ""));
    SingleOutputStreamOperator<Sighting> untwinned = untwinned(events);
    SingleOutputStreamOperator<Sighting> joined = joined(events, untwinned);
    DetectionGraph.Found found = detection.find(events.union(untwinned, joined));
    outputs.deadLetters(events.getSideOutput(RouteFunction.DEAD_LETTERS));
    outputs.anomalies(detection.rank(found.best()));
    outputs.funnel(
        events
            .getSideOutput(SideOutputs.FUNNEL)
            .union(joined.getSideOutput(SideOutputs.FUNNEL), found.funnel()));
  }

  private void configure(StreamExecutionEnvironment env) {
    Configuration required = new Configuration();
    required.set(ExecutionOptions.RUNTIME_MODE, mode);
    required.set(PipelineOptions.MAX_PARALLELISM, TopologyOptions.MAX_PARALLELISM);
    required.set(PipelineOptions.OBJECT_REUSE, true);
    required.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    required.set(PipelineOptions.GENERIC_TYPES, false);
    // A source that cannot hold back single partitions is held back as a whole.
    required.set(PipelineOptions.ALLOW_UNALIGNED_SOURCE_SPLITS, true);
    if (mode == RuntimeExecutionMode.STREAMING) {
      StateConditions.require(env.getConfiguration(), required);
    }
    env.configure(required);
  }

  private boolean labels() {
    return !(options.labels().labeler().source() instanceof LabelerOptions.None);
  }

  private SingleOutputStreamOperator<Sighting> events(
      StreamExecutionEnvironment env, StateLabel label) {
    return env.fromSource(
            source, watermarks(), "source", MappedTypeInfo.of(JobMappers.SOURCE_RECORD))
        .uid(uidOfSource.apply(Uids.SOURCE))
        .process(
            new RouteFunction(
                options.events(), options.ranking().scales(), label, KeptLines.of(options)),
            MappedTypeInfo.of(StateMappers.SIGHTING))
        .name("route")
        .uid(Uids.ROUTE);
  }

  /**
   * The starts that Windows' security log told and that were held back until it was known whether
   * Sysmon tells them as well. The operator is there whatever the option says, so that the option
   * can change at a restart.
   */
  private SingleOutputStreamOperator<Sighting> untwinned(
      SingleOutputStreamOperator<Sighting> routed) {
    DetectorWindows windows = options.events().windows();
    return routed
        .getSideOutput(RouteFunction.TWINS)
        .keyBy(new TwinKey(windows, closing), Types.LONG)
        .process(
            new TwinsFunction(windows, closing, options.ranking().scales()),
            MappedTypeInfo.of(StateMappers.SIGHTING))
        .name("find twins")
        .uid(Uids.TWINS);
  }

  /**
   * The events that came in several records. They take a hop of their own, which other events do
   * not. What is only counted goes the same way.
   */
  private SingleOutputStreamOperator<Sighting> joined(
      SingleOutputStreamOperator<Sighting> routed, SingleOutputStreamOperator<Sighting> untwinned) {
    return routed
        .getSideOutput(RouteFunction.ASIDE)
        .union(untwinned.getSideOutput(TwinsFunction.FOUND))
        .keyBy(new AsideKey(options.events().windows()), Types.STRING)
        .process(
            new JoinAuditFunction(
                options.events().windows(), options.ranking().scales(), KeptLines.of(options)),
            MappedTypeInfo.of(StateMappers.SIGHTING))
        .name("join audit records")
        .uid(Uids.JOIN_AUDIT);
  }

  /**
   * Follows the event times. The source itself says which partitions are idle. In streaming mode, a
   * partition that runs ahead of the others waits, so that its events wait in Kafka and not here.
   */
  private WatermarkStrategy<SourceRecord> watermarks() {
    long outOfOrderness = options.events().outOfOrderness().toMillis();
    WatermarkStrategy<SourceRecord> watermarks =
        WatermarkStrategy.<SourceRecord>forGenerator(
                context -> new AdvancingWatermarks(outOfOrderness))
            .withTimestampAssigner(timestamps());
    return mode == RuntimeExecutionMode.BATCH
        ? watermarks
        : watermarks.withWatermarkAlignment(
            Uids.SOURCE, options.events().maxDrift(), ALIGNMENT_INTERVAL);
  }

  private SerializableTimestampAssigner<SourceRecord> timestamps() {
    if (mode != RuntimeExecutionMode.BATCH) {
      return (record, ingested) -> record.timestamp();
    }
    BatchTimestamps spread = new BatchTimestamps(options.events().range());
    return (record, ingested) -> spread.of(record.timestamp());
  }
}
