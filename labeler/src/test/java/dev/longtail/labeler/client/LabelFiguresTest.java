package dev.longtail.labeler.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelFiguresTest {
  @Test
  void bucketsHoldTheSmallerOnes() {
    LatencyBuckets latency = new LatencyBuckets();
    latency.add(Duration.ofMillis(50).toNanos());
    latency.add(Duration.ofMillis(700).toNanos());
    latency.add(Duration.ofSeconds(90).toNanos());
    assertThat(latency.upTo(LatencyBuckets.BOUNDS.indexOf(0.05))).isEqualTo(1);
    assertThat(latency.upTo(LatencyBuckets.BOUNDS.indexOf(0.5))).isEqualTo(1);
    assertThat(latency.upTo(LatencyBuckets.BOUNDS.indexOf(1.0))).isEqualTo(2);
    assertThat(latency.upTo(LatencyBuckets.BOUNDS.indexOf(60.0))).isEqualTo(2);
    assertThat(latency.count()).isEqualTo(3);
    assertThat(latency.seconds()).isEqualTo(90.75);
  }

  @Test
  void callsAtOnceAreThoseOfAllJudges() {
    LabelFigures figures = new LabelFigures();
    assertThat(figures.atOnce()).isZero();
    figures.atOnce(() -> 3);
    figures.atOnce(() -> 4);
    assertThat(figures.atOnce()).isEqualTo(7);
  }

  @Test
  void retriesAreRequestsToo() {
    LabelFigures figures = new LabelFigures();
    figures.sent(1);
    figures.sent(2);
    figures.sent(3);
    figures.gaveUp("http 503: out of order");
    assertThat(figures.requests()).isEqualTo(3);
    assertThat(figures.retries()).isEqualTo(2);
    assertThat(figures.failures(AbstentionKind.HTTP_5XX)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "refused: I cannot help|REFUSED",
        "truncated: 9000 characters, at most 8000|TRUNCATED",
        "schema: the answer is no JSON|SCHEMA",
        "http 429|HTTP_429",
        "http 429: slow down|HTTP_429",
        "http 500|HTTP_5XX",
        "http 401: wrong key|HTTP_4XX",
        "http 302|HTTP_OTHER",
        "timeout after 60 s|TIMEOUT",
        "cannot connect: refused|CONNECTION",
        "connection broken: reset|CONNECTION",
        "endpoint down after 5 failures, the last: http 500|BREAKER",
        "budget: all 5 calls are spent|BUDGET",
        "not in the truth file|TRUTH",
        "no labeler is configured|NOT_ASKED",
        "internal: IllegalStateException|INTERNAL",
        "the label journal cannot be written: disk full|INTERNAL",
        "something else|OTHER",
      })
  void everyReasonHasItsKind(String reason, AbstentionKind kind) {
    assertThat(AbstentionKind.of(reason)).isEqualTo(kind);
  }

  @Test
  void theBudgetTellsWhatIsLeft() {
    Budget capped = new Budget(3, 100);
    var unused = capped.reserve(0, Spent.of(1, 40), () -> {});
    assertThat(capped.callsLeft()).isEqualTo(2);
    assertThat(capped.tokensLeft()).isEqualTo(60);
    capped.raiseTo(new SpentByWindow(Spent.of(9, 900)));
    assertThat(capped.callsLeft()).isZero();
    assertThat(capped.tokensLeft()).isZero();
    Budget free = new Budget(Long.MAX_VALUE, Long.MAX_VALUE);
    unused = free.reserve(0, Spent.of(1, 40), () -> {});
    assertThat(free.callsLeft()).isEqualTo(Long.MAX_VALUE);
  }
}
