package dev.longtail.training.classify;

import dev.longtail.training.data.LabelledCommand;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The groups that the weights of training rows depend on ({@link RowWeights}): rows of one
 * operating system, one label and one range of lengths. There are some hundreds, however many rows,
 * so that the weights of a set in parts can be told before its rows are read.
 */
public final class RowGroups {
  private final Map<String, Long> counts = new TreeMap<>();

  /** No rows yet. */
  public RowGroups() {}

  /** Rows that were counted before. */
  public RowGroups(Map<String, Long> counts) {
    this.counts.putAll(counts);
  }

  /** Counts a row. */
  public void add(LabelledCommand row) {
    counts.merge(group(row), 1L, Long::sum);
  }

  /** Rows of each group so far. */
  public Map<String, Long> counts() {
    return Collections.unmodifiableMap(counts);
  }

  /** The weights of rows, all of which have been counted. */
  public Weigher weigher() {
    double rows = 0;
    double sum = 0;
    for (long count : counts.values()) {
      rows += count;
      sum += Math.sqrt((double) count);
    }
    double mean = sum / rows;
    return row -> (float) (1 / Math.sqrt(counts.get(group(row)).doubleValue()) / mean);
  }

  /** Says how much a row counts. */
  @FunctionalInterface
  public interface Weigher {
    float weight(LabelledCommand row);
  }

  private static String group(LabelledCommand row) {
    // floor(log2(1 + length)): lengths double from group to group
    int lengthBits = 31 - Integer.numberOfLeadingZeros(1 + row.cmd().length());
    return row.label() + ":" + lengthBits + ":" + row.origin().os();
  }
}
