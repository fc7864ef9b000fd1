package dev.longtail.labeler.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallLimitTest {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private long now;
  private final CallLimit limit = new CallLimit(8, DEADLINE, () -> now);

  private CallLimit.Place enter() {
    List<CallLimit.Place> got = new ArrayList<>();
    limit.enter(got::add);
    return got.isEmpty() ? null : got.get(0);
  }

  /** Rounds of as many calls as there are places, each answered after {@code latency}. */
  private void rounds(int count, Duration latency) {
    for (int i = 0; i < count; i++) {
      List<CallLimit.Place> round = new ArrayList<>();
      while (round.size() < limit.now()) {
        round.add(enter());
      }
      now += latency.toNanos();
      round.forEach(
          place -> {
            place.seen(latency.toNanos());
            place.leave();
          });
    }
  }

  @Test
  void beginsWithOneCallAndDoublesUpToTheMost() {
    assertThat(limit.now()).isEqualTo(1);
    rounds(1, Duration.ofSeconds(1));
    assertThat(limit.now()).isEqualTo(2);
    rounds(2, Duration.ofSeconds(1));
    assertThat(limit.now()).isEqualTo(8);
    rounds(2, Duration.ofSeconds(1));
    assertThat(limit.now()).isEqualTo(8);
  }

  @Test
  void whoWaitsGetsThePlaceThatIsLeft() {
    CallLimit.Place first = enter();
    List<String> order = new ArrayList<>();
    limit.enter(place -> order.add("second"));
    limit.enter(place -> order.add("third"));
    assertThat(order).isEmpty();
    first.leave();
    first.leave(); // twice is once
    assertThat(order).containsExactly("second");
  }

  @Test
  void aFailureHalvesItOnceForAllThatWereOnTheirWay() {
    rounds(6, Duration.ofSeconds(1));
    List<CallLimit.Place> out = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      out.add(enter());
    }
    now += 1;
    out.forEach(CallLimit.Place::failed);
    out.forEach(CallLimit.Place::leave);
    assertThat(limit.now()).isEqualTo(4);
    rounds(1, Duration.ofSeconds(1));
    assertThat(limit.now()).isEqualTo(4);
    rounds(1, Duration.ofSeconds(1));
    assertThat(limit.now()).isEqualTo(5); // one a round, no longer twice as many
  }

  /** It takes one request after the other. */
  @ParameterizedTest
  @ValueSource(ints = {1, 5, 10, 15, 19, 25, 35, 55})
  void aSerialServerIsNeverAskedForMoreThanItAnswersInTime(int seconds) {
    Deque<CallLimit.Place> queue = new ArrayDeque<>();
    Deque<Long> sent = new ArrayDeque<>();
    for (int answered = 0; answered < 2_000; answered++) {
      while (queue.size() < limit.now()) {
        queue.add(enter());
        sent.add(now);
      }
      now += Duration.ofSeconds(seconds).toNanos();
      long took = now - sent.remove();
      assertThat(took).isLessThan(DEADLINE.toNanos());
      CallLimit.Place place = queue.remove();
      place.seen(took);
      place.leave();
    }
    assertThat((limit.now() - 1) * seconds).isLessThan(40);
  }

  /** It thinks long about each, but about many at once: that is no queue. */
  @Test
  void aSlowServerThatTakesManyGetsMany() {
    rounds(20, Duration.ofSeconds(25));
    assertThat(limit.now()).isEqualTo(8);
    CallLimit.Place place = enter();
    now += 1;
    place.failed();
    place.leave();
    assertThat(limit.now()).isEqualTo(4);
    rounds(60, Duration.ofSeconds(25));
    assertThat(limit.now()).isEqualTo(8);
  }

  @Test
  void manyThreadsGetEachAPlaceAndNeverTooMany() throws Exception {
    CallLimit shared = new CallLimit(4, DEADLINE, System::nanoTime);
    AtomicInteger out = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch served = new CountDownLatch(4_000);
    ExecutorService callers = Executors.newFixedThreadPool(4);
    ExecutorService server = Executors.newFixedThreadPool(4);
    try {
      for (int i = 0; i < 4_000; i++) {
        boolean fails = i % 50 == 0;
        callers.execute(
            () ->
                shared.enter(
                    place -> {
                      most.accumulateAndGet(out.incrementAndGet(), Math::max);
                      server.execute(
                          () -> {
                            if (fails) {
                              place.failed();
                            } else {
                              place.seen(1_000);
                            }
                            out.decrementAndGet();
                            place.leave();
                            served.countDown();
                          });
                    }));
      }
      assertThat(served.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(most.get()).isBetween(2, 4);
    } finally {
      callers.shutdownNow();
      server.shutdownNow();
    }
  }

  @Test
  void manyThatEndAtOnceNeedNoStack() {
    CallLimit.Place first = enter();
    List<Integer> ended = new ArrayList<>();
    for (int i = 0; i < 50_000; i++) {
      int number = i;
      limit.enter(
          place -> {
            ended.add(number);
            place.leave();
          });
    }
    first.leave();
    assertThat(ended).hasSize(50_000).isSorted();
  }
}
