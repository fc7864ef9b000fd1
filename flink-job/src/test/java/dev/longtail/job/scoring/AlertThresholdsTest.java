package dev.longtail.job.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class AlertThresholdsTest {
  private final AlertThresholds thresholds = new AlertThresholds();

  private void closed(double... asked) {
    for (double each : asked) {
      thresholds.closed("a", 0.8, each);
    }
  }

  private double now() {
    return thresholds.of("a", 0.8);
  }

  @Test
  void beginsWithWhatTheGateMeasured() {
    assertThat(now()).isEqualTo(0.8);
    assertThat(thresholds.of("b", 0.7)).isEqualTo(0.7);
  }

  @Test
  void daysOfAttacksDoNotHideTheNextOne() {
    closed(0.99, 0.99, 0.99);
    assertThat(now()).isEqualTo(0.8);
  }

  @Test
  void followsAChangeThatLasts() {
    closed(0.95, 0.96, 0.97, 0.98);
    assertThat(now()).isEqualTo(0.95);
    closed(0.6, 0.6, 0.6, 0.6);
    assertThat(now()).isEqualTo(0.6);
  }

  @Test
  void aModelThatReturnsIsKnown() {
    closed(0.9, 0.9, 0.9, 0.9);
    thresholds.closed("b", 0.7, 0.75);
    assertThat(now()).isEqualTo(0.9);
    for (String other : new String[] {"c", "d", "e"}) {
      thresholds.closed(other, 0.7, 0.75);
    }
    assertThat(now()).isEqualTo(0.8); // forgotten: four others were in use since
  }

  @Test
  void comesBackFromState() throws IOException {
    closed(0.95, 0.96, 0.97, 0.98);
    thresholds.closed("b", 0.7, 0.75);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    thresholds.write(new DataOutputStream(bytes));
    AlertThresholds read =
        AlertThresholds.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    AlertThresholds copy = read.copy();
    closed(0.1, 0.1, 0.1, 0.1);
    for (AlertThresholds each : new AlertThresholds[] {read, copy}) {
      assertThat(each.of("a", 0.8)).isEqualTo(0.95);
      assertThat(each.of("b", 0)).isEqualTo(0.7);
    }
    copy.closed("a", 0.8, 0.99);
    assertThat(read.of("a", 0.8)).isEqualTo(0.95);
  }
}
