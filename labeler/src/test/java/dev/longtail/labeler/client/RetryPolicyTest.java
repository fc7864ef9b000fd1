package dev.longtail.labeler.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import java.time.Duration;

class RetryPolicyTest {
  @Property
  void pausesGrowAndAreTheSameForTheSameLine(Any any) {
    long hash = any.number();
    for (int next = 2; next <= 6; next++) {
      long full = 250L << (next - 2);
      Duration pause = RetryPolicy.DEFAULT.pause(next, hash);
      assertThat(pause).isEqualTo(RetryPolicy.DEFAULT.pause(next, hash));
      assertThat(pause.toMillis()).isBetween(full / 2, full);
    }
  }
}
