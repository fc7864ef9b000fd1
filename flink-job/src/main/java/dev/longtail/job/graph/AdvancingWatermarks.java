package dev.longtail.job.graph;

import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;

/**
 * Watermarks for bounded out-of-orderness that are sent only when they advance.
 *
 * <p>Flink's own generator sends its watermark again and again, also before the first event. Each
 * time, Flink takes the partition for an active one. The source could then mark no partition as
 * idle.
 */
final class AdvancingWatermarks implements WatermarkGenerator<SourceRecord> {
  private final long outOfOrderness;
  private long latest = Long.MIN_VALUE;
  private long sent = Long.MIN_VALUE;

  /**
   * A generator for one partition.
   *
   * @param outOfOrderness milliseconds by which an event may be older than the latest event
   */
  AdvancingWatermarks(long outOfOrderness) {
    this.outOfOrderness = outOfOrderness;
  }

  /** A dead letter has the least timestamp, so it advances nothing. */
  @Override
  public void onEvent(SourceRecord record, long timestamp, WatermarkOutput output) {
    latest = Math.max(latest, timestamp);
  }

  @Override
  public void onPeriodicEmit(WatermarkOutput output) {
    if (latest > sent) {
      sent = latest;
      output.emitWatermark(new Watermark(watermark()));
    }
  }

  private long watermark() {
    long least = Long.MIN_VALUE + outOfOrderness + 1;
    return latest < least ? Long.MIN_VALUE : latest - outOfOrderness - 1;
  }
}
