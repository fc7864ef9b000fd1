package dev.longtail.udfs.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Checkpoints complete while the work stands still, behind 1,200 records of which 16 are under way.
 * With Flink's operator of Async I/O this test does not end: the barrier waits for the records, and
 * the records for the checkpoint.
 */
class BufferedAsyncIT {
  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder().setNumberSlotsPerTaskManager(2).build());

  private static final int AT_ONCE = 1200;
  private static final int RECORDS = AT_ONCE + 20_000;
  private static final int CHECKPOINTS = 3;
  private static final AtomicInteger COMPLETED = new AtomicInteger();

  /** Ends no work before some checkpoints have completed. */
  private static final class StandsStill extends RichAsyncFunction<Long, Long>
      implements CheckpointListener {
    private static final long serialVersionUID = 1L;
    private static final Queue<Runnable> BEGUN = new ConcurrentLinkedQueue<>();

    @Override
    public void asyncInvoke(Long record, ResultFuture<Long> result) {
      Runnable end = () -> result.complete(List.of(record));
      if (COMPLETED.get() < CHECKPOINTS) {
        BEGUN.add(end);
      } else {
        end.run();
      }
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
      if (COMPLETED.incrementAndGet() >= CHECKPOINTS) {
        for (Runnable end = BEGUN.poll(); end != null; end = BEGUN.poll()) {
          end.run();
        }
      }
    }
  }

  /** After the first records the stream goes on slowly, until the checkpoints have completed. */
  private static final class SlowsDown implements MapFunction<Long, Long> {
    private static final long serialVersionUID = 1L;

    @Override
    public Long map(Long record) throws InterruptedException {
      if (record > AT_ONCE && COMPLETED.get() < CHECKPOINTS) {
        Thread.sleep(5);
      }
      return record;
    }
  }

  @Test
  @Timeout(120)
  void checkpointsCompleteWhileTheWorkStandsStill() throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(50));
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    env.setParallelism(1);
    DataStream<Long> numbers =
        env.fromSource(
            new NumberSequenceSource(1, RECORDS), WatermarkStrategy.noWatermarks(), "numbers");
    DataStream<Long> results =
        new BufferedAsync(16, Integer.MAX_VALUE)
            .apply(
                "stands still",
                numbers.map(new SlowsDown()).rebalance(),
                new StandsStill(),
                Types.LONG);
    List<Long> all = new ArrayList<>();
    try (CloseableIterator<Long> collected = results.executeAndCollect()) {
      collected.forEachRemaining(all::add);
    }
    assertThat(COMPLETED).hasValueGreaterThanOrEqualTo(CHECKPOINTS);
    assertThat(all)
        .containsExactlyInAnyOrderElementsOf(LongStream.rangeClosed(1, RECORDS).boxed().toList());
  }
}
