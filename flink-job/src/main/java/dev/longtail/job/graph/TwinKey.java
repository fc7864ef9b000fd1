package dev.longtail.job.graph;

import dev.longtail.detectors.flink.WindowClosing;
import dev.longtail.detectors.window.DetectorWindows;
import org.apache.flink.api.java.functions.KeySelector;

/**
 * The key under which twins meet. A stream keeps all open starts of many processes together: a
 * table costs a fifth of a key and a timer for each. Batch mode works on one key after the other
 * and decides when a key ends, so there the key is the process.
 */
record TwinKey(DetectorWindows windows, WindowClosing closing)
    implements KeySelector<SourceRecord, Long> {
  /**
   * Tables of a stream. 64 for each of 128 subtasks; an hour of starts is a few hundred in each.
   */
  private static final int TABLES = 1 << 13;

  @Override
  public Long getKey(SourceRecord record) {
    long process = record.twin().processIn(windows.startOf(record.twin().ts()));
    return closing == WindowClosing.ON_WATERMARK ? process & (TABLES - 1) : process;
  }
}
