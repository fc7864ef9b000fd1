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
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.Boundedness;
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
 * @param uidOfEarlier uid of their source
 */
record NearDuplicateGraph(
    TopologyOptions options,
    WindowClosing closing,
    Source<String, ?, ?> earlierExemplars,
    String uidOfEarlier) {
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
                    "embed",
                    Embedding.AT_ONCE,
                    anomalies.rebalance(),
                    NearDuplicateGraph::textOf,
                    NearDuplicateGraph::embedded,
                    MappedTypeInfo.of(StateMappers.EMBEDDED_ANOMALY))
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

  /**
   * The exemplars of earlier runs. Their source sends one watermark, the last one, when it has read
   * what there was at the start; only then the first window can be compared. A topic is read on
   * after that. One subtask reads it, because only a reader of all partitions sees their ends.
   */
  private DataStream<EarlierExemplar> known(StreamExecutionEnvironment env) {
    DetectorWindows windows = options.events().windows();
    DataStream<EarlierExemplar> parsed =
        narrow(
                env.fromSource(
                    earlierExemplars,
                    WatermarkStrategy.noWatermarks(),
                    "earlier exemplars",
                    Types.STRING))
            .uid(uidOfEarlier)
            .flatMap(
                new EarlierExemplarParser(
                    windows, options.ranking().scales(), KeptLines.of(options)))
            .returns(MappedTypeInfo.of(StateMappers.EARLIER_EXEMPLAR))
            .name("parse earlier exemplars")
            .uid(Uids.PARSE_EARLIER)
            // Lets only the last watermark through, which is the one that the source sends.
            .assignTimestampsAndWatermarks(
                WatermarkStrategy.<EarlierExemplar>noWatermarks()
                    .withTimestampAssigner((known, read) -> windows.lastOf(known.window())))
            .name("times of earlier exemplars")
            .uid(Uids.TIMES_OF_EARLIER);
    return embedding()
        .of(
            "embed earlier exemplars",
            Embedding.ALL_DAY,
            parsed,
            known -> CommandTemplate.of(known.commandLine()),
            EarlierExemplar::embedded,
            MappedTypeInfo.of(StateMappers.EARLIER_EXEMPLAR))
        .uid(Uids.EMBED_EARLIER);
  }

  private <T> SingleOutputStreamOperator<T> narrow(SingleOutputStreamOperator<T> source) {
    boolean files = earlierExemplars.getBoundedness() == Boundedness.BOUNDED;
    return files ? source : source.setParallelism(1);
  }

  private Embedding embedding() {
    return new Embedding(options.nearDuplicates().model());
  }
}
