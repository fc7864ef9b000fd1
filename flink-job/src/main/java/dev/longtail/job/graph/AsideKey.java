package dev.longtail.job.graph;

import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.detectors.window.FunnelCount;
import dev.longtail.udfs.event.ParsedRecord.Rejected;
import org.apache.flink.api.java.functions.KeySelector;

/**
 * The key of a record beside the events: parts of an audit event meet under its node, time and
 * number; skipped records are counted by window, in a few places each, so that one place does not
 * count all.
 */
record AsideKey(DetectorWindows windows) implements KeySelector<SourceRecord, String> {
  private static final String COUNT = "skipped/";
  private static final int PLACES = 16;

  @Override
  public String getKey(SourceRecord record) {
    if (record.fragment() != null) {
      return record.fragment().key();
    }
    long ts = record.skipped().ts();
    return ts == Rejected.NO_TIME
        ? COUNT + FunnelCount.UNKNOWN_WINDOW
        : COUNT + windows.nameOf(windows.startOf(ts)) + '/' + (ts & (PLACES - 1));
  }

  /** The window of a key of skipped records. */
  static String windowOf(String key) {
    int end = key.indexOf('/', COUNT.length());
    return key.substring(COUNT.length(), end < 0 ? key.length() : end);
  }
}
