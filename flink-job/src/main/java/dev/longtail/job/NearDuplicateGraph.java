package dev.longtail.job;

import dev.longtail.detectors.core.Anomaly;
import dev.longtail.detectors.core.DetectorWindows;
import dev.longtail.detectors.core.EmbeddedAnomaly;
import dev.longtail.detectors.core.Exemplar;
import dev.longtail.detectors.core.KnownExemplar;
import dev.longtail.detectors.core.NearDuplicateIndex;
import dev.longtail.detectors.flink.KnownExemplarsFunction;
import dev.longtail.detectors.flink.RegistryFunction;
import dev.longtail.detectors.flink.WindowClosing;
import dev.longtail.detectors.flink.WindowedOperator;
import dev.longtail.udfs.core.CommandTemplate;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The part of the graph that tells exemplars from near-duplicates: the embedding of the anomalies,
 * their comparison with the exemplars of earlier runs, and the registry.
 *
 * @param knownExemplars lines of the output {@code exemplars}; null if there are none
 */
record NearDuplicateGraph(
    TopologyOptions options, WindowClosing closing, Source<String, ?, ?> knownExemplars) {
  /** A topic of exemplars that is silent for so long has been read to its end. */
  private static final Duration KNOWN_READ = Duration.ofSeconds(10);

  /** The exemplars among {@code anomalies}; near-duplicates and counts are its side outputs. */
  SingleOutputStreamOperator<Exemplar> exemplars(DataStream<Anomaly> anomalies) {
    return compare(embed(anomalies))
        .keyBy(anomaly -> anomaly.anomaly().scored().scale(), Types.STRING)
        .transform(
            "registry",
            TypeInformation.of(Exemplar.class),
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
                    anomaly -> CommandTemplate.of(anomaly.scored().command().commandLine()),
                    EmbeddedAnomaly::new,
                    TypeInformation.of(EmbeddedAnomaly.class))
                .name("embed")
                .uid(Uids.EMBED_ANOMALIES))
        .name("embedded")
        .uid(Uids.COUNT_ANOMALIES);
  }

  /** Compares the anomalies, in parallel, with the exemplars of earlier runs. */
  private DataStream<EmbeddedAnomaly> compare(DataStream<EmbeddedAnomaly> anomalies) {
    if (knownExemplars == null) {
      return anomalies;
    }
    DataStream<KnownExemplar> known = known(anomalies.getExecutionEnvironment());
    return anomalies
        .keyBy(KnownExemplarsFunction::keyOf, Types.LONG)
        .connect(known.broadcast(KnownExemplarsFunction.broadcastState()))
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
            .uid(Uids.PARSE_KNOWN)
            .assignTimestampsAndWatermarks(watermarks)
            .name("times of known exemplars")
            .uid(Uids.TIMES_OF_KNOWN);
    return embedding()
        .of(
            parsed,
            known -> CommandTemplate.of(known.commandLine()),
            KnownExemplar::with,
            TypeInformation.of(KnownExemplar.class))
        .name("embed known exemplars")
        .uid(Uids.EMBED_KNOWN);
  }

  private Embedding embedding() {
    return new Embedding(options.nearDuplicates().model());
  }
}
