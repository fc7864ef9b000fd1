package dev.longtail.job.up;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ClosingTest {
  private static final long END = Instant.parse("2025-01-02T00:00:00Z").toEpochMilli();
  private static final Instant START = Instant.parse("2026-05-01T10:00:00Z");

  private final Closing closing = new Closing(END, Duration.ofMinutes(2));

  @Test
  void waitsForTheDayAndThenForItsLabels() {
    assertThat(at(0, OptionalLong.empty(), 0)).isFalse();
    assertThat(at(1, OptionalLong.of(END - 2), 0)).isFalse();
    assertThat(at(2, OptionalLong.of(END - 1), 0)).as("figures from before its end").isFalse();
    assertThat(at(10, OptionalLong.of(END), 7)).isFalse();
    assertThat(at(11, OptionalLong.of(END), 0)).isTrue();
    assertThat(closing.waiting()).isZero();
  }

  @Test
  void anOutageOfTheLabelerIsNotWaitedForWithoutEnd() {
    assertThat(at(0, OptionalLong.of(END), 9)).isFalse();
    assertThat(at(100, OptionalLong.of(END), 9)).isFalse();
    assertThat(at(200, OptionalLong.of(END), 8)).as("something was answered").isFalse();
    assertThat(at(319, OptionalLong.of(END), 8)).isFalse();
    assertThat(at(321, OptionalLong.of(END), 8)).isTrue();
    assertThat(closing.waiting()).isEqualTo(8);
  }

  private boolean at(long second, OptionalLong time, long waiting) {
    return closing.isDone(time, OptionalLong.of(waiting), START.plusSeconds(second));
  }
}
