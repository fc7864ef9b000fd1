package dev.longtail.job.connect;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;

/** Writes down what a reader tells Flink. */
final class RecordedOutput implements ReaderOutput<String> {
  private final List<String> all;
  private final String who;

  RecordedOutput() {
    this(new ArrayList<>(), "all");
  }

  private RecordedOutput(List<String> said, String who) {
    this.all = said;
    this.who = who;
  }

  /** What was told since the last call. */
  List<String> said() {
    List<String> copy = List.copyOf(all);
    all.clear();
    return copy;
  }

  @Override
  public SourceOutput<String> createOutputForSplit(String split) {
    return new RecordedOutput(all, split);
  }

  @Override
  public void releaseOutputForSplit(String split) {
    all.add(split + " released");
  }

  @Override
  public void collect(String record) {
    all.add(who + " " + record);
  }

  @Override
  public void collect(String record, long timestamp) {
    collect(record);
  }

  @Override
  public void emitWatermark(Watermark watermark) {
    all.add(who + " watermark " + watermark.getTimestamp());
  }

  @Override
  public void markIdle() {
    all.add(who + " idle");
  }

  @Override
  public void markActive() {
    all.add(who + " active");
  }
}
