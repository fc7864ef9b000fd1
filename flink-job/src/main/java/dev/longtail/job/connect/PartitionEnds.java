package dev.longtail.job.connect;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * What the broker says about the ends of partitions. Every method waits for the broker, so it never
 * runs on a task's thread; it throws if the broker does not answer.
 */
interface PartitionEnds extends AutoCloseable {
  /** All partitions of the topic. */
  Set<TopicPartition> partitions() throws Exception;

  /** The offset behind the last record of each partition. */
  Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) throws Exception;

  /**
   * The partitions in which no record is left before an end. The last offsets may belong to markers
   * of transactions, or to records that compaction removed: no reader ever sees these.
   *
   * @param positions the next offset to read, or one of Flink's markers for a position that is not
   *     known yet
   * @param ends the offset behind the last record in question
   */
  Set<TopicPartition> read(Map<TopicPartition, Long> positions, Map<TopicPartition, Long> ends)
      throws Exception;

  @Override
  void close();
}
