package dev.longtail.job.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final long MIDNIGHT = Instant.parse("2025-01-01T00:00:00Z").toEpochMilli();
  private static final long NOW = 1_000_000;

  @Test
  void aDayPassesInAMinute() {
    Pace pace = new Pace(1440);
    assertThat(pace.due(MIDNIGHT, NOW)).isEqualTo(NOW);
    assertThat(pace.due(MIDNIGHT + Duration.ofHours(12).toMillis(), NOW))
        .isEqualTo(NOW + Duration.ofSeconds(30).toNanos());
    assertThat(pace.due(MIDNIGHT + Duration.ofHours(24).toMillis(), NOW))
        .isEqualTo(NOW + Duration.ofSeconds(60).toNanos());
  }

  @Test
  void whoSendsLateCatchesUp() {
    Pace pace = new Pace(1);
    assertThat(pace.due(MIDNIGHT, NOW)).isEqualTo(NOW);
    long late = NOW + Duration.ofMinutes(1).toNanos();
    assertThat(pace.due(MIDNIGHT + 1000, late)).isEqualTo(NOW + Duration.ofSeconds(1).toNanos());
  }

  @Test
  void aYearWithoutEventsPassesAsADay() {
    Pace pace = new Pace(1440);
    assertThat(pace.due(MIDNIGHT, NOW)).isEqualTo(NOW);
    assertThat(pace.due(MIDNIGHT + Duration.ofDays(365).toMillis(), NOW))
        .isEqualTo(NOW + Duration.ofMinutes(1).toNanos());
  }

  @Test
  void noSpeedIsRefused() {
    assertThatThrownBy(() -> new Pace(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Pace(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
  }
}
