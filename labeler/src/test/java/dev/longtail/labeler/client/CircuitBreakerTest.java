package dev.longtail.labeler.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
  private long now = 1_000;
  private final CircuitBreaker breaker = new CircuitBreaker(2, Duration.ofNanos(100), () -> now);

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      breaker.failed("http 500");
    }
  }

  @Test
  void opensAfterFailuresInARowOnly() {
    breaker.failed("x");
    breaker.answered();
    breaker.failed("x");
    assertThat(breaker.lets()).isTrue();
    breaker.failed("http 500");
    assertThat(breaker.lets()).isFalse();
    assertThat(breaker.reason()).isEqualTo("endpoint down after 2 failures, the last: http 500");
  }

  @Test
  void afterThePauseExactlyOneTriesAgain() {
    fail(2);
    now += 100;
    assertThat(breaker.lets()).isTrue();
    assertThat(breaker.lets()).isFalse();
    breaker.answered();
    assertThat(breaker.lets()).isTrue();
    assertThat(breaker.lets()).isTrue();
  }

  @Test
  void aFailedTrialBeginsANewPause() {
    fail(2);
    now += 100;
    assertThat(breaker.lets()).isTrue();
    breaker.failed("again");
    assertThat(breaker.lets()).isFalse();
    now += 99;
    assertThat(breaker.lets()).isFalse();
    now += 1;
    assertThat(breaker.lets()).isTrue();
  }

  @Test
  void saysForHowLongNothingGoesThrough() {
    assertThat(breaker.closedFor()).isEmpty();
    fail(2);
    now += 60;
    assertThat(breaker.closedFor()).contains(Duration.ofNanos(40));
    now += 40;
    assertThat(breaker.closedFor()).isEmpty();
    assertThat(breaker.permit()).isEqualTo(CircuitBreaker.Permit.AS_TRIAL);
    assertThat(breaker.closedFor()).contains(Duration.ZERO);
    breaker.answered();
    assertThat(breaker.closedFor()).isEmpty();
    assertThat(breaker.permit()).isEqualTo(CircuitBreaker.Permit.YES);
  }

  @Test
  void aTrialThatWasNeverSentLetsAnotherTry() {
    fail(2);
    now += 100;
    assertThat(breaker.lets()).isTrue();
    breaker.unused();
    assertThat(breaker.lets()).isTrue();
  }
}
