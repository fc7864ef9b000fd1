package dev.longtail.job.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.junit.jupiter.api.Test;

class AdvancingWatermarksTest {
  private final AdvancingWatermarks watermarks = new AdvancingWatermarks(1000);
  private final List<Long> sent = new ArrayList<>();

  @Test
  void nothingIsSentBeforeTheFirstEvent() {
    watermarks.onPeriodicEmit(output());
    event(Long.MIN_VALUE);
    watermarks.onPeriodicEmit(output());
    assertThat(sent).isEmpty();
  }

  @Test
  void onlyAnAdvanceIsSentAndOnlyOnce() {
    event(5000);
    watermarks.onPeriodicEmit(output());
    watermarks.onPeriodicEmit(output());
    event(4000);
    watermarks.onPeriodicEmit(output());
    event(7000);
    watermarks.onPeriodicEmit(output());
    assertThat(sent).containsExactly(3999L, 5999L);
  }

  @Test
  void theEarliestTimesOverflowNothing() {
    event(Long.MIN_VALUE + 5);
    watermarks.onPeriodicEmit(output());
    assertThat(sent).containsExactly(Long.MIN_VALUE);
  }

  private void event(long ts) {
    watermarks.onEvent(null, ts, output());
  }

  private WatermarkOutput output() {
    return new WatermarkOutput() {
      @Override
      public void emitWatermark(Watermark watermark) {
        sent.add(watermark.getTimestamp());
      }

      @Override
      public void markIdle() {
        throw new IllegalStateException();
      }

      @Override
      public void markActive() {
        throw new IllegalStateException();
      }
    };
  }
}
