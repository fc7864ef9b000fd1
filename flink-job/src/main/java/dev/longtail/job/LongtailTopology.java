package dev.longtail.job;

import dev.longtail.detectors.core.Anomaly;
import dev.longtail.detectors.core.Candidate;
import dev.longtail.detectors.core.DetectorWindows;
import dev.longtail.detectors.core.EmbeddedAnomaly;
import dev.longtail.detectors.core.EmbeddedCommand;
import dev.longtail.detectors.core.Exemplar;
import dev.longtail.detectors.core.FunnelCount;
import dev.longtail.detectors.core.KnownExemplar;
import dev.longtail.detectors.core.NearDuplicate;
import dev.longtail.detectors.core.NearDuplicateIndex;
import dev.longtail.detectors.core.SampledCommand;
import dev.longtail.detectors.core.Scale;
import dev.longtail.detectors.core.ScoredCommand;
import dev.longtail.detectors.core.StateMapper;
import dev.longtail.detectors.flink.ControlFunction;
import dev.longtail.detectors.flink.ControlInput;
import dev.longtail.detectors.flink.DetectFunction;
import dev.longtail.detectors.flink.DetectReducedFunction;
import dev.longtail.detectors.flink.KnownExemplarsFunction;
import dev.longtail.detectors.flink.MappedTypeInfo;
import dev.longtail.detectors.flink.RankFunction;
import dev.longtail.detectors.flink.RegistryFunction;
import dev.longtail.detectors.flink.ShardKeys;
import dev.longtail.detectors.flink.SideOutputs;
import dev.longtail.detectors.flink.WindowClosing;
import dev.longtail.detectors.flink.WindowedOperator;
import dev.longtail.labeler.core.LabelerOptions;
import dev.longtail.labeler.flink.LabelFunction;
import dev.longtail.udfs.core.CommandTemplate;
import dev.longtail.udfs.core.Json;
import dev.longtail.udfs.flink.CountEmbedded;
import dev.longtail.udfs.flink.EmbedFunction;
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
  /** Embedding is local work: it ends, or fails the job. */
  private static final long NO_TIMEOUT = 0;

  /** A topic of exemplars that is silent for so long has been read to its end. */
  private static final Duration KNOWN_READ = Duration.ofSeconds(10);

  private static final Duration IDLE_PARTITION = Duration.ofMinutes(1);

  private final Source<SourceRecord, ?, ?> source;
  private final SinkFactory sinks;
  private final TopologyOptions options;
  private final RuntimeExecutionMode mode;
  private final WindowClosing closing;
  private final JsonViews views;
  private final Source<String, ?, ?> knownExemplars;

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
   * @param knownExemplars lines as in the output {@code exemplars}, of this job or earlier ones;
   *     null if there are none
   * @param sinks of the results
   */
  public LongtailTopology(
      Source<SourceRecord, ?, ?> source,
      Source<String, ?, ?> knownExemplars,
      SinkFactory sinks,
      TopologyOptions options,
      RuntimeExecutionMode mode) {
    if (mode == RuntimeExecutionMode.AUTOMATIC) {
      throw new IllegalArgumentException("the runtime mode decides how windows close: name it");
    }
    this.source = source;
    this.knownExemplars = knownExemplars;
    this.sinks = sinks;
    this.options = options;
    this.mode = mode;
    this.closing =
        mode == RuntimeExecutionMode.BATCH
            ? WindowClosing.ON_NEXT_WINDOW
            : WindowClosing.ON_WATERMARK;
    this.views = new JsonViews(options.events().windows());
  }

  /** Adds the graph to {@code env} and sets what its correctness depends on. */
  public void build(StreamExecutionEnvironment env) {
    configure(env);
    SingleOutputStreamOperator<Candidate> events = events(env);
    Found found = find(events);
    SingleOutputStreamOperator<Exemplar> exemplars = deduplicate(env, rank(found.best));
    DataStream<FunnelCount> funnel =
        events
            .getSideOutput(SideOutputs.FUNNEL)
            .union(found.funnel, exemplars.getSideOutput(SideOutputs.FUNNEL));
    if (labels()) {
      SingleOutputStreamOperator<AdmittedRequest> verdicts = label(found.random, exemplars);
      funnel = funnel.union(verdicts.getSideOutput(SideOutputs.FUNNEL));
    }
    write(Output.FUNNEL, funnel, Json::line);
  }

  /** Adds only what leads to the anomalies, to measure it. */
  public void buildRanking(StreamExecutionEnvironment env) {
    configure(env);
    SingleOutputStreamOperator<Candidate> events = events(env);
    Found found = find(events);
    rank(found.best);
    write(Output.FUNNEL, events.getSideOutput(SideOutputs.FUNNEL).union(found.funnel), Json::line);
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

  private SingleOutputStreamOperator<Candidate> events(StreamExecutionEnvironment env) {
    WatermarkStrategy<SourceRecord> watermarks =
        WatermarkStrategy.<SourceRecord>forBoundedOutOfOrderness(options.events().allowedLateness())
            .withTimestampAssigner(timestamps())
            .withIdleness(IDLE_PARTITION);
    SingleOutputStreamOperator<Candidate> events =
        env.fromSource(source, watermarks, "source", TypeInformation.of(SourceRecord.class))
            .uid(Uids.SOURCE)
            .process(
                new RouteFunction(
                    options.events().windows(),
                    options.events().range(),
                    options.ranking().scales()),
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
    BatchTimestamps spread = new BatchTimestamps(options.events().range());
    return (record, ingested) -> spread.of(record.timestamp());
  }

  /**
   * What the shards found.
   *
   * @param best each shard's top k, of all scales and detectors
   * @param random a sample of each shard's unique commands
   * @param funnel the shards' counts
   */
  private record Found(
      DataStream<ScoredCommand> best,
      DataStream<ScoredCommand> random,
      DataStream<FunnelCount> funnel) {}

  private Found find(DataStream<Candidate> events) {
    SingleOutputStreamOperator<ScoredCommand> shards = detect(events);
    DataStream<ScoredCommand> random = shards.getSideOutput(SideOutputs.RANDOM);
    DataStream<FunnelCount> funnel = shards.getSideOutput(SideOutputs.FUNNEL);
    if (options.ranking().reduced() == null) {
      return new Found(shards, random, funnel);
    }
    SingleOutputStreamOperator<ScoredCommand> reduced =
        detectReduced(embed(shards.getSideOutput(SideOutputs.SAMPLED)));
    return new Found(
        shards.union(reduced), random, funnel.union(reduced.getSideOutput(SideOutputs.FUNNEL)));
  }

  private ShardKeys shardKeys() {
    return new ShardKeys(options.ranking().shards(), TopologyOptions.MAX_PARALLELISM);
  }

  private SingleOutputStreamOperator<ScoredCommand> detect(DataStream<Candidate> events) {
    TopologyOptions.Ranking ranking = options.ranking();
    return events
        .keyBy(shardKeys(), Types.INT)
        .transform(
            "unique commands, full scale",
            TypeInformation.of(ScoredCommand.class),
            new WindowedOperator<>(
                new DetectFunction(
                    options.events().windows(),
                    closing,
                    ranking.shardLimits(),
                    ranking.full(),
                    ranking.reduced(),
                    ranking.shards())))
        .uid(Uids.DETECT_FULL);
  }

  private DataStream<EmbeddedCommand> embed(DataStream<SampledCommand> sampled) {
    return AsyncDataStream.unorderedWait(
            // Shards lie on few subtasks, embedding should use all.
            sampled.rebalance(),
            new EmbedFunction<SampledCommand, EmbeddedCommand>(
                options.nearDuplicates().model(),
                command ->
                    command.first() ? CommandTemplate.of(command.sighting().commandLine()) : null,
                (command, embedding) -> new EmbeddedCommand(command.sighting(), embedding)),
            NO_TIMEOUT,
            TimeUnit.MILLISECONDS,
            EmbedFunction.CAPACITY)
        .returns(new MappedTypeInfo<>(EmbeddedCommand.class, StateMapper.EmbeddedCommands.class))
        .name("embed sample")
        .uid(Uids.EMBED_SAMPLE)
        .map(new CountEmbedded<>())
        .returns(new MappedTypeInfo<>(EmbeddedCommand.class, StateMapper.EmbeddedCommands.class))
        .name("sample embedded")
        .uid("count-embedded-sample");
  }

  private SingleOutputStreamOperator<ScoredCommand> detectReduced(
      DataStream<EmbeddedCommand> sample) {
    ShardKeys keys = shardKeys();
    return sample
        .keyBy(command -> keys.getKey(command.sighting()), Types.INT)
        .transform(
            "detect reduced scale",
            TypeInformation.of(ScoredCommand.class),
            new WindowedOperator<>(
                new DetectReducedFunction(
                    options.events().windows(),
                    closing,
                    options.ranking().sample().ofShard(options.ranking().shards()),
                    options.ranking().embeddings())))
        .uid(Uids.DETECT_REDUCED);
  }

  private SingleOutputStreamOperator<Anomaly> rank(DataStream<ScoredCommand> shards) {
    SingleOutputStreamOperator<Anomaly> anomalies =
        shards
            .keyBy(RankFunction::keyOf, Types.STRING)
            .transform(
                "rank",
                TypeInformation.of(Anomaly.class),
                new WindowedOperator<>(
                    new RankFunction(
                        options.events().windows(), closing, options.ranking().topK())))
            .uid(Uids.RANK);
    write(Output.ANOMALIES, anomalies, views::anomaly);
    return anomalies;
  }

  private SingleOutputStreamOperator<Exemplar> deduplicate(
      StreamExecutionEnvironment env, DataStream<Anomaly> anomalies) {
    SingleOutputStreamOperator<Exemplar> exemplars =
        compare(env, embedAnomalies(anomalies))
            .keyBy(embedded -> embedded.anomaly().scored().scale(), Types.STRING)
            .transform(
                "registry",
                TypeInformation.of(Exemplar.class),
                new WindowedOperator<>(
                    new RegistryFunction(
                        options.events().windows(), closing, options.nearDuplicates().rule())))
            .uid(Uids.REGISTRY);
    write(Output.EXEMPLARS, exemplars, views::exemplar);
    write(
        Output.NEAR_DUPLICATES,
        exemplars.getSideOutput(SideOutputs.NEAR_DUPLICATES),
        views::nearDuplicate);
    return exemplars;
  }

  private DataStream<EmbeddedAnomaly> embedAnomalies(DataStream<Anomaly> anomalies) {
    return AsyncDataStream.unorderedWait(
            anomalies.rebalance(),
            new EmbedFunction<Anomaly, EmbeddedAnomaly>(
                options.nearDuplicates().model(),
                anomaly -> CommandTemplate.of(anomaly.scored().command().commandLine()),
                EmbeddedAnomaly::new),
            NO_TIMEOUT,
            TimeUnit.MILLISECONDS,
            EmbedFunction.CAPACITY)
        .returns(EmbeddedAnomaly.class)
        .name("embed")
        .uid(Uids.EMBED_ANOMALIES)
        .map(new CountEmbedded<>())
        .returns(EmbeddedAnomaly.class)
        .name("embedded")
        .uid("count-embedded-anomalies");
  }

  /** Compares the anomalies, in parallel, with the exemplars of earlier runs. */
  private DataStream<EmbeddedAnomaly> compare(
      StreamExecutionEnvironment env, DataStream<EmbeddedAnomaly> anomalies) {
    if (knownExemplars == null) {
      return anomalies;
    }
    return anomalies
        .keyBy(KnownExemplarsFunction::keyOf, Types.LONG)
        .connect(known(env).broadcast(KnownExemplarsFunction.broadcastState()))
        .process(
            new KnownExemplarsFunction(
                options.events().windows(),
                closing,
                options.nearDuplicates().rule(),
                NearDuplicateIndex.DEFAULT_CAPACITY))
        .returns(EmbeddedAnomaly.class)
        .name("compare with known exemplars")
        .uid(Uids.KNOWN_EXEMPLARS);
  }

  private DataStream<KnownExemplar> known(StreamExecutionEnvironment env) {
    DetectorWindows windows = options.events().windows();
    // An exemplar belongs to the end of its window: behind it, all of earlier windows have been
    // read.
    WatermarkStrategy<KnownExemplar> watermarks =
        WatermarkStrategy.<KnownExemplar>forMonotonousTimestamps()
            .withTimestampAssigner((known, read) -> windows.lastOf(known.window()))
            .withIdleness(KNOWN_READ);
    DataStream<KnownExemplar> parsed =
        env.fromSource(
                knownExemplars, WatermarkStrategy.noWatermarks(), "known exemplars", Types.STRING)
            .uid(Uids.KNOWN_SOURCE)
            .flatMap(new KnownExemplarParser(windows, options.ranking().scales()))
            .returns(KnownExemplar.class)
            .name("parse known exemplars")
            .uid("parse-known-exemplars")
            .assignTimestampsAndWatermarks(watermarks)
            .name("times of known exemplars")
            .uid("times-of-known-exemplars");
    return AsyncDataStream.unorderedWait(
            parsed,
            new EmbedFunction<KnownExemplar, KnownExemplar>(
                options.nearDuplicates().model(),
                known -> CommandTemplate.of(known.commandLine()),
                KnownExemplar::with),
            NO_TIMEOUT,
            TimeUnit.MILLISECONDS,
            EmbedFunction.CAPACITY)
        .returns(KnownExemplar.class)
        .name("embed known exemplars")
        .uid(Uids.EMBED_KNOWN);
  }

  private SingleOutputStreamOperator<AdmittedRequest> label(
      DataStream<ScoredCommand> sample, SingleOutputStreamOperator<Exemplar> exemplars) {
    DataStream<LabelRequest> requests = requests(exemplars, LabelRequest.Arm.EXEMPLAR);
    if (options.labels().controlArms()) {
      requests =
          requests.union(
              requests(random(sample, exemplars), LabelRequest.Arm.RANDOM),
              requests(
                  exemplars
                      .getSideOutput(SideOutputs.NEAR_DUPLICATES)
                      // The arm without removal is one of the full scale.
                      .filter(found -> found.anomaly().scale().equals(Scale.FULL.label()))
                      .name("near-duplicates of the full scale")
                      .uid("near-duplicates-of-full-scale")
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
                    options.labels().labeler(),
                    request -> request.exemplar().command().commandLine(),
                    LabelledRequest::new),
                options.labels().labeler().outerTimeout().toMillis(),
                TimeUnit.MILLISECONDS,
                options.labels().labeler().concurrency())
            .returns(LabelledRequest.class)
            .name("label")
            .uid(Uids.LABEL)
            .process(new AdmitFunction(options.events().windows()))
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
    if (options.labels().controlArms()) {
      write(Output.CONTROL, verdicts.getSideOutput(AdmitFunction.CONTROL), views::control);
    }
    return verdicts;
  }

  private DataStream<Exemplar> random(
      DataStream<ScoredCommand> sample, DataStream<Exemplar> exemplars) {
    DataStream<ControlInput> drawn =
        sample
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
    return drawn
        .union(found)
        .keyBy(ControlInput::key, Types.STRING)
        .transform(
            "control arm",
            TypeInformation.of(Exemplar.class),
            new WindowedOperator<>(new ControlFunction(options.events().windows(), closing)))
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
