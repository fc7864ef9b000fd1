package dev.longtail.job.graph;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.udfs.event.CommandEvent;
import dev.longtail.udfs.event.ParsedRecord.Rejected;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaxAheadTest {
  /** 2026-03-01T12:00:00Z. */
  private static final long NOW = 1_772_366_400_000L;

  private static final long HOUR = 3_600_000;
  private static final byte[] RAW = "{}".getBytes(UTF_8);

  private final MaxAhead oneHour = new MaxAhead(Duration.ofHours(1));

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE + 1, -1, 0, NOW - HOUR, NOW, NOW + HOUR})
  void whatIsNotTooFarAheadStays(long ts) {
    SourceRecord read = event(ts);
    assertThat(oneHour.check(read, NOW, () -> "t-0@1", RAW)).isSameAs(read);
  }

  @ParameterizedTest
  @ValueSource(longs = {NOW + HOUR + 1, NOW + 315_576_000_000L, 4_070_908_800_000L, Long.MAX_VALUE})
  void whatIsTooFarAheadIsADeadLetterWithoutATime(long ts) {
    SourceRecord letter = oneHour.check(event(ts), NOW, () -> "t-0@1", RAW);
    assertThat(letter.event()).isNull();
    assertThat(letter.timestamp()).isEqualTo(Long.MIN_VALUE);
    assertThat(letter.deadLetter().isFromTheFuture()).isTrue();
    assertThat(letter.deadLetter().ts()).isEqualTo(Rejected.NO_TIME);
    assertThat(letter.deadLetter().origin()).isEqualTo("t-0@1");
    assertThat(letter.deadLetter().raw()).isSameAs(RAW);
    assertThat(letter.deadLetter().reason())
        .isEqualTo(
            "from the future: "
                + Instant.ofEpochMilli(ts)
                + " is more than PT1H after"
                + " 2026-03-01T12:00:00Z");
  }

  @Test
  void aClockAtTheEndOfTimeOverflowsNothing() {
    SourceRecord read = event(Long.MAX_VALUE);
    assertThat(oneHour.check(read, Long.MAX_VALUE - 1, () -> "o", RAW)).isSameAs(read);
    assertThat(oneHour.check(event(0), Long.MIN_VALUE, () -> "o", RAW).event()).isNull();
  }

  @Test
  void anotherDeadLetterStays() {
    SourceRecord letter = SourceRecord.unusable("o", "not valid JSON", Long.MAX_VALUE, RAW);
    assertThat(oneHour.check(letter, NOW, () -> "o", RAW)).isSameAs(letter);
    assertThat(letter.deadLetter().isFromTheFuture()).isFalse();
  }

  @Test
  void aNegativeLimitIsRefused() {
    Duration negative = Duration.ofMillis(-1);
    assertThatThrownBy(() -> new MaxAhead(negative)).hasMessageContaining("PT0S or longer");
  }

  private static SourceRecord event(long ts) {
    return new SourceRecord(new CommandEvent("e", ts, "h", "u", "linux", "", "", "ls"), null);
  }
}
