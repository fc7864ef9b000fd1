package dev.longtail.job.graph;

import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.detectors.window.FunnelCount;
import dev.longtail.detectors.window.FunnelStage;
import dev.longtail.udfs.event.ParsedRecord.Rejected;
import dev.longtail.udfs.event.SkipReason;
import java.util.List;
import org.apache.flink.api.java.functions.KeySelector;

/**
 * The key of a record beside the events: parts of an audit event meet under its node, time and
 * number; skipped records and twins are counted by window, in a few places each, so that one place
 * does not count all. Twins that are left out have places of their own: they are skipped too.
 */
record AsideKey(DetectorWindows windows) implements KeySelector<SourceRecord, String> {
  private static final String COUNT = "skipped/";
  private static final String TWINS_LEFT_OUT = "twins-left-out/";
  private static final String TWINS = "twins/";
  private static final int PLACES = 16;

  @Override
  public String getKey(SourceRecord record) {
    if (record.fragment() != null) {
      return record.fragment().key();
    }
    if (record.twin() != null) {
      return place(TWINS, record.twin().ts());
    }
    SourceRecord.Skipped skipped = record.skipped();
    return place(skipped.reason() == SkipReason.TWIN ? TWINS_LEFT_OUT : COUNT, skipped.ts());
  }

  private String place(String of, long ts) {
    return ts == Rejected.NO_TIME
        ? of + FunnelCount.UNKNOWN_WINDOW
        : of + windows.nameOf(windows.startOf(ts)) + '/' + (ts & (PLACES - 1));
  }

  /** The window of a key under which is counted. */
  static String windowOf(String key) {
    int from = key.indexOf('/') + 1;
    int end = key.indexOf('/', from);
    return key.substring(from, end < 0 ? key.length() : end);
  }

  /** What is counted under a key. */
  static List<FunnelStage> stagesOf(String key) {
    if (key.startsWith(TWINS)) {
      return List.of(FunnelStage.TWINS);
    }
    return key.startsWith(TWINS_LEFT_OUT)
        ? List.of(FunnelStage.SKIPPED, FunnelStage.TWINS)
        : List.of(FunnelStage.SKIPPED);
  }
}
