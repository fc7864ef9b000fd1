package dev.longtail.job.graph;

import dev.longtail.detectors.duplicates.Exemplar;
import dev.longtail.detectors.flink.MappedTypeInfo;
import dev.longtail.detectors.flink.SideOutputs;
import dev.longtail.detectors.flink.WindowClosing;
import dev.longtail.detectors.ranking.Anomaly;
import dev.longtail.detectors.ranking.ScoredCommand;
import dev.longtail.detectors.state.StateMappers;
import dev.longtail.detectors.window.FunnelCount;
import dev.longtail.detectors.window.Sighting;
import dev.longtail.job.config.TopologyOptions;
import dev.longtail.labeler.client.LabelerOptions;
import java.time.Duration;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.SerializableTimestampAssigner;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The job's graph, from its source to its sinks: the only place where it is put together.
 * Streaming, backfill, demo and tests differ in source, sinks, options and runtime mode alone. Its
 * parts are {@link DetectionGraph}, {@link NearDuplicateGraph} and {@link LabellingGraph}; {@link
 * Outputs} are its ends.
 */
public final class LongtailTopology {
  private static final Duration IDLE_PARTITION = Duration.ofMinutes(1);

  private final Source<SourceRecord, ?, ?> source;
  private final TopologyOptions options;
  private final RuntimeExecutionMode mode;
  private final DetectionGraph detection;
  private final NearDuplicateGraph nearDuplicates;
  private final LabellingGraph labelling;
  private final Outputs outputs;

  /** A job in one of the two explicit runtime modes that knows no exemplars of earlier runs. */
  public LongtailTopology(
      Source<SourceRecord, ?, ?> source,
      SinkFactory sinks,
      TopologyOptions options,
      RuntimeExecutionMode mode) {
    this(source, null, sinks, options, mode);
  }

  /**
   * A job in one of the two explicit runtime modes.
   *
   * @param source of the events
   * @param earlierExemplars lines as in the output {@code exemplars}, of this job or earlier ones;
   *     null if there are none
   * @param sinks of the results
   */
  public LongtailTopology(
      Source<SourceRecord, ?, ?> source,
      Source<String, ?, ?> earlierExemplars,
      SinkFactory sinks,
      TopologyOptions options,
      RuntimeExecutionMode mode) {
    if (mode == RuntimeExecutionMode.AUTOMATIC) {
      throw new IllegalArgumentException("the runtime mode decides how windows close: name it");
    }
    WindowClosing closing =
        mode == RuntimeExecutionMode.BATCH
            ? WindowClosing.ON_NEXT_WINDOW
            : WindowClosing.ON_WATERMARK;
    this.source = source;
    this.options = options;
    this.mode = mode;
    this.detection = new DetectionGraph(options, closing);
    this.nearDuplicates = new NearDuplicateGraph(options, closing, earlierExemplars);
    this.labelling = new LabellingGraph(options, closing);
    this.outputs = new Outputs(sinks, new JsonViews(options.events().windows()));
  }

  /** Adds the graph to {@code env} and sets what its correctness depends on. */
  public void build(StreamExecutionEnvironment env) {
    configure(env);
    SingleOutputStreamOperator<Sighting> events = events(env);
    DetectionGraph.Found found = detection.find(events);
    DataStream<Anomaly> anomalies = detection.rank(found.best());
    SingleOutputStreamOperator<Exemplar> exemplars = nearDuplicates.exemplars(anomalies);

    outputs.deadLetters(events.getSideOutput(RouteFunction.DEAD_LETTERS));
    outputs.anomalies(anomalies);
    outputs.exemplars(exemplars);
    outputs.nearDuplicates(exemplars.getSideOutput(SideOutputs.NEAR_DUPLICATES));
    DataStream<FunnelCount> funnel =
        events
            .getSideOutput(SideOutputs.FUNNEL)
            .union(found.funnel(), exemplars.getSideOutput(SideOutputs.FUNNEL));
    if (labels()) {
      funnel = funnel.union(label(found.random(), exemplars));
    }
    outputs.funnel(funnel);
  }

  /** Labels the exemplars and, if they are asked for, the control arms; returns the counts. */
  private DataStream<FunnelCount> label(
      DataStream<ScoredCommand> random, SingleOutputStreamOperator<Exemplar> exemplars) {
    boolean controlArms = options.labels().controlArms();
    DataStream<LabelRequest> requests = LabellingGraph.requests(exemplars);
    if (controlArms) {
      requests =
          requests.union(
              labelling.controlRequests(
                  random, exemplars, exemplars.getSideOutput(SideOutputs.NEAR_DUPLICATES)));
    }
    SingleOutputStreamOperator<AdmittedRequest> verdicts = labelling.verdicts(requests);
    outputs.verdicts(verdicts);
    if (controlArms) {
      outputs.control(verdicts.getSideOutput(AdmitFunction.CONTROL));
    }
    return verdicts.getSideOutput(SideOutputs.FUNNEL);
  }

  /** Adds only what leads to the anomalies, to measure it. */
  public void buildRanking(StreamExecutionEnvironment env) {
    configure(env);
    SingleOutputStreamOperator<Sighting> events = events(env);
    DetectionGraph.Found found = detection.find(events);
    outputs.deadLetters(events.getSideOutput(RouteFunction.DEAD_LETTERS));
    outputs.anomalies(detection.rank(found.best()));
    outputs.funnel(events.getSideOutput(SideOutputs.FUNNEL).union(found.funnel()));
  }

  private void configure(StreamExecutionEnvironment env) {
    Configuration required = new Configuration();
    required.set(ExecutionOptions.RUNTIME_MODE, mode);
    required.set(PipelineOptions.MAX_PARALLELISM, TopologyOptions.MAX_PARALLELISM);
    required.set(PipelineOptions.OBJECT_REUSE, true);
    required.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    required.set(PipelineOptions.GENERIC_TYPES, false);
    env.configure(required);
  }

  private boolean labels() {
    return !(options.labels().labeler().source() instanceof LabelerOptions.None);
  }

  private SingleOutputStreamOperator<Sighting> events(StreamExecutionEnvironment env) {
    WatermarkStrategy<SourceRecord> watermarks =
        WatermarkStrategy.<SourceRecord>forBoundedOutOfOrderness(options.events().outOfOrderness())
            .withTimestampAssigner(timestamps())
            .withIdleness(IDLE_PARTITION);
    return env.fromSource(source, watermarks, "source", MappedTypeInfo.of(JobMappers.SOURCE_RECORD))
        .uid(Uids.SOURCE)
        .process(
            new RouteFunction(
                options.events().windows(), options.events().range(), options.ranking().scales()),
            MappedTypeInfo.of(StateMappers.SIGHTING))
        .name("route")
        .uid(Uids.ROUTE);
  }

  private SerializableTimestampAssigner<SourceRecord> timestamps() {
    if (mode != RuntimeExecutionMode.BATCH) {
      return (record, ingested) -> record.timestamp();
    }
    BatchTimestamps spread = new BatchTimestamps(options.events().range());
    return (record, ingested) -> spread.of(record.timestamp());
  }
}
