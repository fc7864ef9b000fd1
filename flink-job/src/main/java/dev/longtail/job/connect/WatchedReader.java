package dev.longtail.job.connect;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.MetricGroup;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads as Flink's reader does, and lets a {@link Watch} follow. The watch gets its turn before
 * each record, and whenever an errand comes back.
 *
 * @param <T> the records
 */
final class WatchedReader<T> implements SourceReader<T, KafkaPartitionSplit> {
  /**
   * With this number a Kafka reader tells its positions; no checkpoint has it. What the reader
   * notes for it is forgotten with the next checkpoint.
   */
  private static final long NO_CHECKPOINT = -1;

  private final SourceReader<T, KafkaPartitionSplit> kafka;
  private final BackgroundErrands errands;
  private final Watch<T> watch;
  private volatile CompletableFuture<Void> woken = new CompletableFuture<>();
  private CompletableFuture<Void> records;
  private CompletableFuture<Void> recordsOrWoken;
  private WatchedOutput output;
  private boolean assigned;

  WatchedReader(
      SourceReader<T, KafkaPartitionSplit> kafka, Watch.Factory<T> watches, MetricGroup metrics) {
    this.kafka = kafka;
    this.errands = new BackgroundErrands("kafka-partition-ends", this::wake);
    this.watch = watches.create(errands, this::positions, metrics);
  }

  private void wake() {
    var unused = woken.complete(null);
  }

  private Map<TopicPartition, Long> positions() {
    if (!assigned) {
      // Asked without partitions, a Kafka reader fails at the next question with some.
      return Map.of();
    }
    Map<TopicPartition, Long> positions = new HashMap<>();
    for (KafkaPartitionSplit split : kafka.snapshotState(NO_CHECKPOINT)) {
      positions.put(split.getTopicPartition(), split.getStartingOffset());
    }
    return positions;
  }

  @Override
  public void start() {
    kafka.start();
  }

  @Override
  public InputStatus pollNext(ReaderOutput<T> all) throws Exception {
    if (output == null) {
      output = new WatchedOutput(all);
    }
    if (woken.isDone()) {
      // Whatever comes back from here on wakes again.
      woken = new CompletableFuture<>();
      errands.deliver();
    }
    watch.act(all);
    return kafka.pollNext(output);
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    CompletableFuture<Void> now = kafka.isAvailable();
    CompletableFuture<Void> wakeUp = woken;
    if (now.isDone()) {
      return now;
    }
    if (wakeUp.isDone()) {
      return wakeUp;
    }
    if (now != records || recordsOrWoken.isDone()) {
      records = now;
      recordsOrWoken = CompletableFuture.anyOf(now, wakeUp).thenAccept(x -> {});
    }
    return recordsOrWoken;
  }

  @Override
  public void addSplits(List<KafkaPartitionSplit> splits) {
    kafka.addSplits(splits);
    assigned |= !splits.isEmpty();
    watch.added(splits.stream().map(KafkaPartitionSplit::getTopicPartition).toList());
    wake();
  }

  @Override
  public void notifyNoMoreSplits() {
    kafka.notifyNoMoreSplits();
  }

  @Override
  public void handleSourceEvents(SourceEvent event) {
    if (event instanceof WatchedEnumerator.Dealt) {
      watch.dealt();
      wake();
    } else {
      kafka.handleSourceEvents(event);
    }
  }

  @Override
  public void pauseOrResumeSplits(Collection<String> pause, Collection<String> resume) {
    kafka.pauseOrResumeSplits(pause, resume);
    watch.paused(pause, resume);
  }

  @Override
  public List<KafkaPartitionSplit> snapshotState(long checkpoint) {
    return kafka.snapshotState(checkpoint);
  }

  @Override
  public void notifyCheckpointComplete(long checkpoint) throws Exception {
    kafka.notifyCheckpointComplete(checkpoint);
  }

  @Override
  public void notifyCheckpointAborted(long checkpoint) throws Exception {
    kafka.notifyCheckpointAborted(checkpoint);
  }

  @Override
  public void close() throws Exception {
    try {
      errands.close();
      watch.close();
    } finally {
      kafka.close();
    }
  }

  /** Flink's output; records of a partition pass the watch. */
  private final class WatchedOutput implements ReaderOutput<T> {
    private final ReaderOutput<T> all;
    private final Map<String, SourceOutput<T>> splits = new HashMap<>();

    WatchedOutput(ReaderOutput<T> all) {
      this.all = all;
    }

    @Override
    public SourceOutput<T> createOutputForSplit(String split) {
      return splits.computeIfAbsent(split, id -> watch.watched(id, all.createOutputForSplit(id)));
    }

    @Override
    public void releaseOutputForSplit(String split) {
      splits.remove(split);
      all.releaseOutputForSplit(split);
    }

    @Override
    public void collect(T record) {
      all.collect(record);
    }

    @Override
    public void collect(T record, long timestamp) {
      all.collect(record, timestamp);
    }

    @Override
    public void emitWatermark(Watermark watermark) {
      all.emitWatermark(watermark);
    }

    @Override
    public void markIdle() {
      all.markIdle();
    }

    @Override
    public void markActive() {
      all.markActive();
    }
  }
}
