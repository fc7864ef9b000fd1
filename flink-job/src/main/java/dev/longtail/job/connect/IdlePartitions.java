package dev.longtail.job.connect;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says which partitions of a subtask hold the watermark.
 *
 * <ul>
 *   <li>A subtask that gets no partitions never holds it.
 *   <li>A partition holds it from the moment it is assigned, also before its first record.
 *   <li>If idleness is wanted, a partition that was silent for so long does not hold it, provided
 *       that the broker says that nothing in it is unread. The next record ends that.
 * </ul>
 *
 * @param <T> the records
 */
final class IdlePartitions<T> implements Watch<T> {
  /** Event times begin in 1970, so no event is late by this watermark, and every one is ahead. */
  private static final Watermark BEFORE_ALL = new Watermark(-1);

  private static final Logger LOG = LoggerFactory.getLogger(IdlePartitions.class);
  private static final Duration LONGEST_PERIOD = Duration.ofSeconds(5);

  private final Errands errands;
  private final Supplier<Map<TopicPartition, Long>> positions;
  private final PartitionEnds ends;
  private final Duration after;
  private final LongSupplier clock;
  private final ToLongFunction<T> eventTime;
  private final List<Partition> partitions = new CopyOnWriteArrayList<>();
  private final List<Partition> added = new ArrayList<>();
  private ReaderOutput<T> all;
  private boolean dealt;
  private boolean changed;
  private boolean allIdle;

  /**
   * Watches a reader.
   *
   * @param ends the broker
   * @param after the silence after which the broker is asked; null: never
   * @param clock in nanoseconds
   * @param eventTime of a record, in epoch milliseconds
   */
  IdlePartitions(
      Errands errands,
      Supplier<Map<TopicPartition, Long>> positions,
      PartitionEnds ends,
      Duration after,
      LongSupplier clock,
      ToLongFunction<T> eventTime) {
    this.errands = errands;
    this.positions = positions;
    this.ends = ends;
    this.after = after;
    this.clock = clock;
    this.eventTime = eventTime;
    lookLater();
  }

  @Override
  public void added(List<TopicPartition> more) {
    for (TopicPartition each : more) {
      Partition partition = new Partition(each);
      partitions.add(partition);
      added.add(partition);
    }
    changed = true;
  }

  @Override
  public void dealt() {
    dealt = true;
    changed = true;
  }

  @Override
  public void paused(Collection<String> stopped, Collection<String> resumed) {
    for (Partition each : partitions) {
      if (stopped.contains(each.split)) {
        each.silence.paused(true);
      } else if (resumed.contains(each.split)) {
        each.silence.paused(false);
      }
    }
  }

  @Override
  public SourceOutput<T> watched(String split, SourceOutput<T> output) {
    for (Partition each : partitions) {
      if (each.split.equals(split)) {
        each.output = output;
        return each;
      }
    }
    throw new IllegalStateException("a record of " + split + ", which was not assigned");
  }

  @Override
  public void act(ReaderOutput<T> output) {
    if (changed) {
      changed = false;
      all = output;
      for (Partition each : added) {
        each.output = output.createOutputForSplit(each.split);
        each.output.emitWatermark(BEFORE_ALL);
      }
      added.clear();
      tellWhetherAllAreIdle();
    }
  }

  /**
   * Flink wakes a subtask only by a greater watermark than it had before. The output of the whole
   * subtask is therefore told too.
   */
  private void tellWhetherAllAreIdle() {
    boolean now = dealt && partitions.stream().allMatch(each -> each.silence.isIdle());
    if (now && !allIdle) {
      all.markIdle();
    } else if (!now && allIdle) {
      all.markActive();
    }
    allIdle = now;
  }

  private void lookLater() {
    Duration period = after == null ? LONGEST_PERIOD : after.dividedBy(4);
    errands.after(period.compareTo(LONGEST_PERIOD) < 0 ? period : LONGEST_PERIOD, this::look);
  }

  /** Asks the broker about the partitions that are silent. */
  private void look() {
    Map<TopicPartition, Partition> silent = new HashMap<>();
    long now = clock.getAsLong();
    for (Partition each : partitions) {
      if (each.output != null && each.silence.wantsProof(now)) {
        silent.put(each.partition, each);
      }
    }
    if (!silent.isEmpty()) {
      Map<TopicPartition, Long> read = new HashMap<>(positions.get());
      read.keySet().retainAll(silent.keySet());
      errands.ask(
          () -> ends.read(read, ends.ends(read.keySet())),
          proven -> answered(silent, proven),
          failure -> {
            LOG.debug("No answer about silent partitions: they are not idle.", failure);
            answered(silent, Set.of());
          });
    }
    lookLater();
  }

  /**
   * The partition that is the furthest behind. May be called on any thread: a subtask that waits
   * for the others, because it is ahead of them, does nothing on its own.
   */
  SlowestPartition slowest() {
    long now = clock.getAsLong();
    Partition last = null;
    long latest = Long.MIN_VALUE;
    for (Partition each : partitions) {
      latest = Math.max(latest, each.reached.get());
      if (!each.silence.isIdle() && (last == null || each.reached.get() < last.reached.get())) {
        last = each;
      }
    }
    return last == null
        ? SlowestPartition.none(latest)
        : new SlowestPartition(
            last.partition.partition(),
            TimeUnit.NANOSECONDS.toMillis(last.silence.length(now)),
            last.reached.get(),
            latest);
  }

  private void answered(Map<TopicPartition, Partition> silent, Set<TopicPartition> proven) {
    silent.forEach(
        (partition, each) -> {
          if (each.silence.answered(proven.contains(partition))) {
            LOG.info("{} is idle: silent for {} and read to its end.", partition, after);
            each.output.markIdle();
          }
        });
    changed = true;
  }

  @Override
  public void close() {
    ends.close();
  }

  /** A partition's output, which ends its silence. */
  private final class Partition implements SourceOutput<T> {
    private final TopicPartition partition;
    private final String split;
    private final PartitionSilence silence;
    private final AtomicLong reached = new AtomicLong(Long.MIN_VALUE);
    private SourceOutput<T> output;

    Partition(TopicPartition partition) {
      this.partition = partition;
      split = KafkaPartitionSplit.toSplitId(partition);
      silence =
          new PartitionSilence(after == null ? Long.MAX_VALUE : after.toNanos(), clock.getAsLong());
    }

    private void heard(T record) {
      long time = eventTime.applyAsLong(record);
      if (time > reached.getPlain()) {
        reached.setRelease(time);
      }
      if (silence.heard()) {
        LOG.info("{} is no longer idle.", split);
        output.markActive();
        tellWhetherAllAreIdle();
      }
    }

    @Override
    public void collect(T record) {
      heard(record);
      output.collect(record);
    }

    @Override
    public void collect(T record, long timestamp) {
      heard(record);
      output.collect(record, timestamp);
    }

    @Override
    public void emitWatermark(Watermark watermark) {
      output.emitWatermark(watermark);
    }

    @Override
    public void markIdle() {
      output.markIdle();
    }

    @Override
    public void markActive() {
      output.markActive();
    }
  }
}
