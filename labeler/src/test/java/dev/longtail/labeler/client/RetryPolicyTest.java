package dev.longtail.labeler.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryPolicyTest {
  private static final Instant NOW = Instant.parse("2025-01-05T10:00:00Z");

  @Test
  void retryAfterIsReadAsSecondsOrAsADate() {
    assertThat(RetryPolicy.retryAfter("7", NOW)).contains(Duration.ofSeconds(7));
    assertThat(RetryPolicy.retryAfter("Sun, 05 Jan 2025 10:00:30 GMT", NOW))
        .contains(Duration.ofSeconds(30));
    assertThat(RetryPolicy.retryAfter("Sun, 05 Jan 2025 09:00:00 GMT", NOW))
        .contains(Duration.ZERO);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "soon", "-1", "1.5", "99999999999999999999"})
  void whatIsNeitherIsPassedOver(String header) {
    assertThat(RetryPolicy.retryAfter(header, NOW)).isEmpty();
  }

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

  @Test
  void onlyWhatMayPassIsTriedAgain() {
    for (int status : new int[] {408, 425, 429, 500, 502, 503, 504}) {
      assertThat(RetryPolicy.isTransient(status)).isTrue();
    }
    for (int status : new int[] {200, 301, 400, 401, 403, 404, 413, 422}) {
      assertThat(RetryPolicy.isTransient(status)).isFalse();
    }
  }
}
