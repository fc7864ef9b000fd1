package dev.longtail.job.graph;

import dev.longtail.detectors.duplicates.EarlierExemplar;
import dev.longtail.detectors.duplicates.EmbeddedAnomaly;
import dev.longtail.detectors.duplicates.Exemplar;
import dev.longtail.detectors.duplicates.NearDuplicateIndex;
import dev.longtail.detectors.flink.EarlierExemplarsFunction;
import dev.longtail.detectors.flink.EarlierExemplarsOperator;
import dev.longtail.detectors.flink.MappedTypeInfo;
import dev.longtail.detectors.flink.RegistryFunction;
import dev.longtail.detectors.flink.SideOutputs;
import dev.longtail.detectors.flink.WindowClosing;
import dev.longtail.detectors.flink.WindowedOperator;
import dev.longtail.detectors.ranking.Anomaly;
import dev.longtail.detectors.state.StateMappers;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.detectors.window.FunnelCount;
import dev.longtail.detectors.window.Line;
import dev.longtail.job.config.TopologyOptions;
import dev.longtail.udfs.template.CommandTemplate;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The part of the graph that separates exemplars from near-duplicates: the embedding of the
 * anomalies, their comparison with the exemplars of earlier runs, and the registry.
 *
 * @param earlierExemplars lines of the output {@code exemplars}; null if there are none
 */
record NearDuplicateGraph(
    TopologyOptions options, WindowClosing closing, Source<String, ?, ?> earlierExemplars) {
  /** If a topic of exemplars is silent for this long, it has been read to its end. */
  private static final Duration KNOWN_READ = Duration.ofSeconds(10);

  /**
   * What became of the anomalies.
   *
   * @param exemplars near-duplicates are their side output
   * @param funnel the counts
   */
  record Decided(SingleOutputStreamOperator<Exemplar> exemplars, DataStream<FunnelCount> funnel) {}

  /** Decides which of {@code anomalies} are exemplars. */
  Decided decide(DataStream<Anomaly> anomalies) {
    DataStream<EmbeddedAnomaly> embedded = embed(anomalies);
    if (earlierExemplars == null) {
      SingleOutputStreamOperator<Exemplar> exemplars = register(embedded);
      return new Decided(exemplars, exemplars.getSideOutput(SideOutputs.FUNNEL));
    }
    SingleOutputStreamOperator<EmbeddedAnomaly> compared = compare(embedded);
    SingleOutputStreamOperator<Exemplar> exemplars = register(compared);
    return new Decided(
        exemplars,
        exemplars
            .getSideOutput(SideOutputs.FUNNEL)
            .union(compared.getSideOutput(SideOutputs.FUNNEL)));
  }

  private SingleOutputStreamOperator<Exemplar> register(DataStream<EmbeddedAnomaly> anomalies) {
    return anomalies
        .keyBy(anomaly -> anomaly.anomaly().scored().scale(), Types.STRING)
        .transform(
            "registry",
            MappedTypeInfo.of(StateMappers.EXEMPLAR),
            new WindowedOperator<>(
                new RegistryFunction(
                    options.events().windows(), closing, options.nearDuplicates().rule())))
        .uid(Uids.REGISTRY);
  }

  private DataStream<EmbeddedAnomaly> embed(DataStream<Anomaly> anomalies) {
    return Embedding.counted(
            embedding()
                .of(
                    anomalies.rebalance(),
                    NearDuplicateGraph::textOf,
                    NearDuplicateGraph::embedded,
                    MappedTypeInfo.of(StateMappers.EMBEDDED_ANOMALY))
                .name("embed")
                .uid(Uids.EMBED_ANOMALIES))
        .name("embedded")
        .uid(Uids.COUNT_ANOMALIES);
  }

  /** The text of an anomaly to embed; none if the reduced scale has already embedded it. */
  private static String textOf(Anomaly anomaly) {
    Line line = anomaly.scored().line();
    return line.isEmbedded() ? null : CommandTemplate.of(line.commandLine());
  }

  private static EmbeddedAnomaly embedded(Anomaly anomaly, String template, float[] vector) {
    return EmbeddedAnomaly.of(vector == null ? anomaly : anomaly.embedded(template, vector));
  }

  /** Compares the anomalies, in parallel, with the exemplars of earlier runs. */
  private SingleOutputStreamOperator<EmbeddedAnomaly> compare(
      DataStream<EmbeddedAnomaly> anomalies) {
    DataStream<EarlierExemplar> known = known(anomalies.getExecutionEnvironment());
    KeyedStream<EmbeddedAnomaly, Long> keyed =
        anomalies.keyBy(EarlierExemplarsFunction::keyOf, Types.LONG);
    EarlierExemplarsFunction function =
        new EarlierExemplarsFunction(
            options.events().windows(),
            closing,
            options.nearDuplicates().rule(),
            NearDuplicateIndex.DEFAULT_CAPACITY);
    String name = "compare with earlier exemplars";
    MappedTypeInfo<EmbeddedAnomaly> type = MappedTypeInfo.of(StateMappers.EMBEDDED_ANOMALY);
    // Flink's own operator reads the broadcast side first in batch mode; ours keeps the watermark.
    SingleOutputStreamOperator<EmbeddedAnomaly> compared =
        closing == WindowClosing.ON_WATERMARK
            ? keyed
                .connect(known.broadcast())
                .transform(name, type, new EarlierExemplarsOperator(function))
            : keyed
                .connect(known.broadcast(EarlierExemplarsFunction.broadcastState()))
                .process(function)
                .returns(type)
                .name(name);
    return compared.uid(Uids.EARLIER_EXEMPLARS);
  }

  private DataStream<EarlierExemplar> known(StreamExecutionEnvironment env) {
    DetectorWindows windows = options.events().windows();
    // An exemplar's time is the end of its window. Once the watermark is past it, all exemplars of
    // earlier windows have been read.
    WatermarkStrategy<EarlierExemplar> watermarks =
        WatermarkStrategy.<EarlierExemplar>forMonotonousTimestamps()
            .withTimestampAssigner((known, read) -> windows.lastOf(known.window()))
            .withIdleness(KNOWN_READ);
    DataStream<EarlierExemplar> parsed =
        env.fromSource(
                earlierExemplars,
                WatermarkStrategy.noWatermarks(),
                "earlier exemplars",
                Types.STRING)
            .uid(Uids.EARLIER_SOURCE)
            .flatMap(new EarlierExemplarParser(windows, options.ranking().scales()))
            .returns(MappedTypeInfo.of(StateMappers.EARLIER_EXEMPLAR))
            .name("parse earlier exemplars")
            .uid(Uids.PARSE_EARLIER)
            .assignTimestampsAndWatermarks(watermarks)
            .name("times of earlier exemplars")
            .uid(Uids.TIMES_OF_EARLIER);
    return embedding()
        .of(
            parsed,
            known -> CommandTemplate.of(known.commandLine()),
            EarlierExemplar::embedded,
            MappedTypeInfo.of(StateMappers.EARLIER_EXEMPLAR))
        .name("embed earlier exemplars")
        .uid(Uids.EMBED_EARLIER);
  }

  private Embedding embedding() {
    return new Embedding(options.nearDuplicates().model());
  }
}
