package dev.longtail.job.up;

import java.util.Arrays;
import java.util.List;

/**
 * How far a topic holds a sequence of records that go to its partitions in turn: record 0 to
 * partition 0, record 1 to partition 1, and so on. A kill may leave one partition ahead of another;
 * the number of records in each still says which records are there.
 */
final class Position {
  /**
   * A partition.
   *
   * @param records how many were ever appended to it
   * @param last the last of them; null if there is none, or none any more
   */
  record Partition(long records, byte[] last) {}

  private final List<Partition> partitions;

  /** A position in a topic with these partitions. */
  Position(List<Partition> partitions) {
    this.partitions = List.copyOf(partitions);
  }

  /** Number of partitions. */
  int partitions() {
    return partitions.size();
  }

  /** The partition of the record with this number, from 0. */
  int partitionOf(long number) {
    return (int) (number % partitions.size());
  }

  /** Whether the topic holds the record with this number. */
  boolean holds(long number) {
    return number / partitions.size() < of(number).records;
  }

  /**
   * Whether what the topic holds under this number may be {@code line}: only last ones are known.
   */
  boolean mayBe(long number, byte[] line) {
    Partition partition = of(number);
    return number / partitions.size() != partition.records - 1
        || partition.last == null
        || Arrays.equals(partition.last, line);
  }

  /** Whether the topic holds a record with this number or a greater one. */
  boolean holdsMoreThan(long records) {
    for (int i = 0; i < partitions.size(); i++) {
      if (holds(records + i)) {
        return true;
      }
    }
    return false;
  }

  private Partition of(long number) {
    return partitions.get(partitionOf(number));
  }
}
