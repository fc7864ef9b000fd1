package dev.longtail.job.connect;

import java.io.Serializable;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.metrics.MetricGroup;
import org.apache.kafka.common.TopicPartition;

/**
 * Follows what a reader of Kafka partitions reads, and tells Flink how far event time is. All
 * methods run on the task's thread.
 *
 * @param <T> the records
 */
interface Watch<T> extends AutoCloseable {
  /** Makes the watch of one reader. */
  interface Factory<T> extends Serializable {
    /**
     * A watch.
     *
     * @param errands for what must wait for the broker
     * @param positions the next offset of each partition of the reader
     * @param metrics of the source's subtask
     */
    Watch<T> create(
        Errands errands, Supplier<Map<TopicPartition, Long>> positions, MetricGroup metrics);
  }

  /** The reader got more partitions. */
  void added(List<TopicPartition> partitions);

  /** The enumerator has dealt out all partitions that it knows. */
  void dealt();

  /** The reader stops reading some partitions, and goes on with others. */
  void paused(Collection<String> stopped, Collection<String> resumed);

  /** The output for the records of a partition. */
  SourceOutput<T> watched(String split, SourceOutput<T> output);

  /** Called before each record is read; must be cheap. */
  void act(ReaderOutput<T> output);

  @Override
  void close();
}
