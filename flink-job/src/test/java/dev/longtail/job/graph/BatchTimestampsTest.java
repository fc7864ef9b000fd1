package dev.longtail.job.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.job.config.TimeRange;
import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BatchTimestampsTest {
  /** The parser refuses times from here on. */
  private static final long YEAR_10000 = 253_402_300_800_000L;

  private static final long LAST = Instant.parse("9999-12-31T00:00:00Z").toEpochMilli();

  @Property
  void keepTheOrderOfAllTimes(Any any) {
    long a = any.between(0, YEAR_10000 - 1);
    long b = any.between(0, YEAR_10000 - 1);
    long length = any.between(1, 40_000_000_000L);
    long from = any.between(0, YEAR_10000 - length);
    BatchTimestamps all = new BatchTimestamps(TimeRange.ALL);
    assertThat(Long.compare(all.of(a), all.of(b))).isEqualTo(Long.compare(a, b));
    BatchTimestamps some = new BatchTimestamps(new TimeRange(from, from + length));
    long inside = from + a % length;
    long alsoInside = from + b % length;
    assertThat(Long.compare(some.of(inside), some.of(alsoInside)))
        .isEqualTo(Long.compare(inside, alsoInside));
    assertThat(some.of(inside)).isNotNegative();
  }

  @Test
  void tellTheMillisecondsOfAMonthApartInFourBytes() {
    long january = Instant.parse("2025-01-01T00:00:00Z").toEpochMilli();
    BatchTimestamps spread = new BatchTimestamps(new TimeRange(january, january + 2_000_000_000L));
    assertThat(spread.of(january + 1) >>> 32).isGreaterThan(spread.of(january) >>> 32);
  }

  @Test
  void takeTimesOutsideOfTheRangeWithoutOverflow() {
    BatchTimestamps spread = new BatchTimestamps(new TimeRange(1000, 2000));
    assertThat(spread.of(Long.MIN_VALUE)).isZero();
    assertThat(spread.of(LAST)).isGreaterThanOrEqualTo(spread.of(1999)).isPositive();
  }
}
