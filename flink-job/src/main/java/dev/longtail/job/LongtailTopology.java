package dev.longtail.job;

import dev.longtail.detectors.core.Anomaly;
import dev.longtail.detectors.core.Candidate;
import dev.longtail.detectors.core.Exemplar;
import dev.longtail.detectors.core.FunnelCount;
import dev.longtail.detectors.core.NearDuplicate;
import dev.longtail.detectors.core.NearDuplicateRule;
import dev.longtail.detectors.core.ScoredCommand;
import dev.longtail.detectors.core.ShardRanker;
import dev.longtail.detectors.core.StateMapper;
import dev.longtail.detectors.flink.ControlFunction;
import dev.longtail.detectors.flink.ControlInput;
import dev.longtail.detectors.flink.DetectFunction;
import dev.longtail.detectors.flink.EmbedFunction;
import dev.longtail.detectors.flink.MappedTypeInfo;
import dev.longtail.detectors.flink.RankFunction;
import dev.longtail.detectors.flink.RegistryFunction;
import dev.longtail.detectors.flink.ShardKeys;
import dev.longtail.detectors.flink.SideOutputs;
import dev.longtail.detectors.flink.WindowClosing;
import dev.longtail.detectors.flink.WindowedOperator;
import dev.longtail.labeler.core.LabelerOptions;
import dev.longtail.labeler.flink.LabelFunction;
import dev.longtail.udfs.core.Json;
import dev.longtail.udfs.core.TokenVocabulary;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.SerializableTimestampAssigner;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The job's graph, from its source to its sinks: the only place where it is built. Streaming,
 * backfill, demo and tests differ in source, sinks, options and runtime mode alone.
 */
public final class LongtailTopology {
  private static final Duration IDLE_PARTITION = Duration.ofMinutes(1);

  private final Source<SourceRecord, ?, ?> source;
  private final SinkFactory sinks;
  private final TopologyOptions options;
  private final RuntimeExecutionMode mode;
  private final WindowClosing closing;
  private final JsonViews views;

  /** A job in one of the two explicit runtime modes. */
  public LongtailTopology(
      Source<SourceRecord, ?, ?> source,
      SinkFactory sinks,
      TopologyOptions options,
      RuntimeExecutionMode mode) {
    if (mode == RuntimeExecutionMode.AUTOMATIC) {
      throw new IllegalArgumentException("the runtime mode decides how windows close: name it");
    }
    this.source = source;
    this.sinks = sinks;
    this.options = options;
    this.mode = mode;
    this.closing =
        mode == RuntimeExecutionMode.BATCH
            ? WindowClosing.ON_NEXT_WINDOW
            : WindowClosing.ON_WATERMARK;
    this.views = new JsonViews(options.windows());
  }

  /** Adds the graph to {@code env} and sets what its correctness depends on. */
  public void build(StreamExecutionEnvironment env) {
    configure(env);
    SingleOutputStreamOperator<Candidate> events = events(env);
    SingleOutputStreamOperator<ScoredCommand> shards = detect(events);
    SingleOutputStreamOperator<Anomaly> anomalies = rank(shards);
    SingleOutputStreamOperator<Exemplar> exemplars = deduplicate(anomalies);
    DataStream<FunnelCount> funnel =
        events
            .getSideOutput(SideOutputs.FUNNEL)
            .union(
                shards.getSideOutput(SideOutputs.FUNNEL),
                exemplars.getSideOutput(SideOutputs.FUNNEL));
    if (labels()) {
      SingleOutputStreamOperator<AdmittedRequest> verdicts = label(shards, exemplars);
      funnel = funnel.union(verdicts.getSideOutput(SideOutputs.FUNNEL));
    }
    write(Output.FUNNEL, funnel, Json::line);
  }

  /** Adds only what leads to the anomalies, to measure it. */
  public void buildRanking(StreamExecutionEnvironment env) {
    configure(env);
    SingleOutputStreamOperator<Candidate> events = events(env);
    SingleOutputStreamOperator<ScoredCommand> shards = detect(events);
    rank(shards);
    write(
        Output.FUNNEL,
        events.getSideOutput(SideOutputs.FUNNEL).union(shards.getSideOutput(SideOutputs.FUNNEL)),
        Json::line);
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
    return !(options.labeler().source() instanceof LabelerOptions.None);
  }

  private SingleOutputStreamOperator<Candidate> events(StreamExecutionEnvironment env) {
    WatermarkStrategy<SourceRecord> watermarks =
        WatermarkStrategy.<SourceRecord>forBoundedOutOfOrderness(options.allowedLateness())
            .withTimestampAssigner(timestamps())
            .withIdleness(IDLE_PARTITION);
    SingleOutputStreamOperator<Candidate> events =
        env.fromSource(source, watermarks, "source", TypeInformation.of(SourceRecord.class))
            .uid(Uids.SOURCE)
            .process(
                new RouteFunction(options.windows(), options.range()),
                new MappedTypeInfo<>(Candidate.class, StateMapper.Candidates.class))
            .name("route")
            .uid(Uids.ROUTE);
    write(Output.DEAD_LETTERS, events.getSideOutput(RouteFunction.DEAD_LETTERS), views::deadLetter);
    return events;
  }

  private SerializableTimestampAssigner<SourceRecord> timestamps() {
    if (mode != RuntimeExecutionMode.BATCH) {
      return (record, ingested) -> record.timestamp();
    }
    BatchTimestamps spread = new BatchTimestamps(options.range());
    return (record, ingested) -> spread.of(record.timestamp());
  }

  private SingleOutputStreamOperator<ScoredCommand> detect(DataStream<Candidate> events) {
    return events
        .keyBy(new ShardKeys(options.shards(), TopologyOptions.MAX_PARALLELISM), Types.INT)
        .transform(
            "detect full scale",
            TypeInformation.of(ScoredCommand.class),
            new WindowedOperator<>(
                new DetectFunction(
                    options.windows(),
                    closing,
                    options.limits(),
                    new ShardRanker(options.detector(), TokenVocabulary.SIZE, options.topK()))))
        .uid(Uids.DETECT_FULL);
  }

  private SingleOutputStreamOperator<Anomaly> rank(DataStream<ScoredCommand> shards) {
    SingleOutputStreamOperator<Anomaly> anomalies =
        shards
            .keyBy(RankFunction::keyOf, Types.STRING)
            .transform(
                "rank",
                TypeInformation.of(Anomaly.class),
                new WindowedOperator<>(
                    new RankFunction(options.windows(), closing, options.topK())))
            .uid(Uids.RANK);
    write(Output.ANOMALIES, anomalies, views::anomaly);
    return anomalies;
  }

  private SingleOutputStreamOperator<Exemplar> deduplicate(DataStream<Anomaly> anomalies) {
    SingleOutputStreamOperator<Exemplar> exemplars =
        anomalies
            .keyBy(anomaly -> anomaly.scored().command().hash(), Types.LONG)
            .map(new EmbedFunction(options.embeddingModel()))
            .name("embed")
            .uid(Uids.EMBED_ANOMALIES)
            .keyBy(embedded -> embedded.anomaly().scored().scale(), Types.STRING)
            .transform(
                "registry",
                TypeInformation.of(Exemplar.class),
                new WindowedOperator<>(
                    new RegistryFunction(
                        options.windows(),
                        closing,
                        new NearDuplicateRule(options.nearDuplicateThreshold(), false))))
            .uid(Uids.REGISTRY);
    write(Output.EXEMPLARS, exemplars, views::exemplar);
    write(
        Output.NEAR_DUPLICATES,
        exemplars.getSideOutput(SideOutputs.NEAR_DUPLICATES),
        views::nearDuplicate);
    return exemplars;
  }

  private SingleOutputStreamOperator<AdmittedRequest> label(
      SingleOutputStreamOperator<ScoredCommand> shards,
      SingleOutputStreamOperator<Exemplar> exemplars) {
    DataStream<LabelRequest> requests = requests(exemplars, LabelRequest.Arm.EXEMPLAR);
    if (options.controlArms()) {
      requests =
          requests.union(
              requests(random(shards, exemplars), LabelRequest.Arm.RANDOM),
              requests(
                  exemplars
                      .getSideOutput(SideOutputs.NEAR_DUPLICATES)
                      .map(NearDuplicate::anomaly)
                      .returns(Exemplar.class)
                      .name("near-duplicates to label")
                      .uid("near-duplicates-to-label"),
                  LabelRequest.Arm.NEAR_DUPLICATE));
    }
    // No event-time operator may follow: watermarks wait for the slowest call.
    SingleOutputStreamOperator<AdmittedRequest> verdicts =
        AsyncDataStream.unorderedWait(
                requests.rebalance(),
                new LabelFunction<LabelRequest, LabelledRequest>(
                    options.labeler(),
                    request -> request.exemplar().command().commandLine(),
                    LabelledRequest::new),
                options.labeler().outerTimeout().toMillis(),
                TimeUnit.MILLISECONDS,
                options.labeler().concurrency())
            .returns(LabelledRequest.class)
            .name("label")
            .uid(Uids.LABEL)
            .process(new AdmitFunction(options.windows()))
            .returns(AdmittedRequest.class)
            .name("admit")
            .uid(Uids.ADMIT);
    write(Output.VERDICTS, verdicts, views::verdict);
    write(
        Output.TRAINING_DATA,
        verdicts.filter(AdmittedRequest::admitted).name("admitted").uid("admitted"),
        views::trainingData);
    write(
        Output.QUARANTINE,
        verdicts.filter(verdict -> !verdict.admitted()).name("quarantined").uid("quarantined"),
        views::verdict);
    if (options.controlArms()) {
      write(Output.CONTROL, verdicts.getSideOutput(AdmitFunction.CONTROL), views::control);
    }
    return verdicts;
  }

  private DataStream<Exemplar> random(
      SingleOutputStreamOperator<ScoredCommand> shards, DataStream<Exemplar> exemplars) {
    DataStream<ControlInput> sample =
        shards
            .getSideOutput(SideOutputs.RANDOM)
            .map(random -> new ControlInput(random, null))
            .returns(ControlInput.class)
            .name("sample")
            .uid("control-sample");
    DataStream<ControlInput> found =
        exemplars
            .map(exemplar -> new ControlInput(null, exemplar))
            .returns(ControlInput.class)
            .name("exemplars")
            .uid("control-exemplars");
    return sample
        .union(found)
        .keyBy(ControlInput::key, Types.STRING)
        .transform(
            "control arm",
            TypeInformation.of(Exemplar.class),
            new WindowedOperator<>(new ControlFunction(options.windows(), closing)))
        .uid(Uids.CONTROL);
  }

  private static DataStream<LabelRequest> requests(
      DataStream<Exemplar> lines, LabelRequest.Arm arm) {
    return lines
        .map(exemplar -> new LabelRequest(arm, exemplar))
        .returns(LabelRequest.class)
        .name("request " + arm.label())
        .uid("request-" + arm.label());
  }

  private <T> void write(Output output, DataStream<T> records, JsonLine<T> form) {
    records
        .map((MapFunction<T, String>) form::of)
        .returns(Types.STRING)
        .name(output.folder() + " as JSON")
        .uid(Uids.json(output))
        .sinkTo(sinks.sink(output))
        .name(output.folder())
        .uid(Uids.sink(output));
  }

  /** The form of a record in an output. */
  private interface JsonLine<T> extends java.io.Serializable {
    String of(T record);
  }
}
