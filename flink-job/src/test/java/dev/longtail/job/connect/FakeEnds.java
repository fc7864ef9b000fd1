package dev.longtail.job.connect;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** A broker of a test; it may be away. Markers of transactions lie behind the last record. */
final class FakeEnds implements PartitionEnds {
  private final Map<TopicPartition, Long> records = new HashMap<>();
  private final Map<TopicPartition, Long> ends = new HashMap<>();
  boolean away;
  boolean closed;

  /**
   * A partition.
   *
   * @param behindRecords the offset behind the last record
   * @param end the offset behind the last marker
   */
  void set(TopicPartition partition, long behindRecords, long end) {
    records.put(partition, behindRecords);
    ends.put(partition, end);
  }

  @Override
  public Set<TopicPartition> partitions() throws IOException {
    answer();
    return Set.copyOf(ends.keySet());
  }

  @Override
  public Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) throws IOException {
    answer();
    return partitions.stream().collect(Collectors.toMap(each -> each, ends::get));
  }

  @Override
  public Set<TopicPartition> read(
      Map<TopicPartition, Long> positions, Map<TopicPartition, Long> until) throws IOException {
    answer();
    Set<TopicPartition> read = new HashSet<>();
    positions.forEach(
        (partition, position) -> {
          // A marker for a position that is not known yet stands for the beginning.
          if (Math.max(0, position) >= Math.min(records.get(partition), until.get(partition))) {
            read.add(partition);
          }
        });
    return read;
  }

  private void answer() throws IOException {
    if (away) {
      throw new IOException("the broker is away");
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
