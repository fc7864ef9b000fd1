package dev.longtail.udfs.flink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.udfs.embedding.EmbeddingModel;
import dev.longtail.udfs.embedding.OnnxTextEmbedder;
import dev.longtail.udfs.embedding.TextEmbedder;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A job with the real model and checkpoints, killed in the middle: each record has one vector. */
class EmbedRecoveryIT {
  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder().setNumberSlotsPerTaskManager(2).build());

  private static final int RECORDS = 600;
  private static final AtomicBoolean KILLED = new AtomicBoolean();
  private static final AtomicInteger CHECKPOINTS = new AtomicInteger();

  /** Throws once, with records in flight before it, when a checkpoint can be restored. */
  private static final class Killer
      implements MapFunction<Tuple2<Long, float[]>, Tuple2<Long, float[]>>, CheckpointListener {
    private static final long serialVersionUID = 1L;

    @Override
    public Tuple2<Long, float[]> map(Tuple2<Long, float[]> record) {
      if (record.f0 > 100 && CHECKPOINTS.get() > 1 && KILLED.compareAndSet(false, true)) {
        throw new IllegalStateException("killed in the middle, as planned");
      }
      return record;
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
      CHECKPOINTS.incrementAndGet();
    }
  }

  private static String line(long id) {
    return "tar -czf /backup/db-" + id + ".tar.gz" + " --exclude=*.log".repeat((int) (id % 4));
  }

  @Test
  @Timeout(150)
  void eachRecordLeavesOnceWithItsOwnVector() throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(50));
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1);
    configuration.set(
        RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(100));
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    env.setParallelism(2);
    DataStream<Long> ids =
        env.fromSource(
            new NumberSequenceSource(1, RECORDS), WatermarkStrategy.noWatermarks(), "ids");
    EmbedFunction<Long, Tuple2<Long, float[]>> function =
        new EmbedFunction<>(
            EmbeddingModel.MINILM,
            EmbedRecoveryIT::line,
            (number, text, vector) -> Tuple2.of(number, vector));
    DataStream<Tuple2<Long, float[]>> embedded =
        new BufferedAsync(64, 128)
            .apply(
                "embed", ids, function, Types.TUPLE(Types.LONG, Types.PRIMITIVE_ARRAY(Types.FLOAT)))
            .map(new Killer())
            .returns(Types.TUPLE(Types.LONG, Types.PRIMITIVE_ARRAY(Types.FLOAT)))
            .map(new CountEmbedded<>())
            .returns(Types.TUPLE(Types.LONG, Types.PRIMITIVE_ARRAY(Types.FLOAT)));
    Set<Long> seen = new HashSet<>();
    try (TextEmbedder alone = new OnnxTextEmbedder(EmbeddingModel.MINILM);
        CloseableIterator<Tuple2<Long, float[]>> results = embedded.executeAndCollect()) {
      while (results.hasNext()) {
        Tuple2<Long, float[]> result = results.next();
        assertThat(seen.add(result.f0)).as("record %s comes once", result.f0).isTrue();
        if (result.f0 % 10 == 0) {
          assertThat(result.f1).isEqualTo(alone.embed(line(result.f0)));
        }
      }
    }
    assertThat(seen).hasSize(RECORDS);
    assertThat(KILLED).isTrue();
    assertThat(SharedEmbedder.inUse()).isZero();
  }
}
