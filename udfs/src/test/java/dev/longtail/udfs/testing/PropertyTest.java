package dev.longtail.udfs.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class PropertyTest {
  private static int tried;

  @Property(tries = 25)
  void isTriedSoOften(Any any) {
    assertThat(any).isNotNull();
    tried++;
  }

  @AfterAll
  static void wasTriedSoOften() {
    assertThat(tried).isIn(0, 25);
  }

  @Test
  void aFailureSaysItsSeedAndThatSeedBeginsWithIt() {
    AtomicLong failing = new AtomicLong();
    AtomicInteger tries = new AtomicInteger();
    PropertyExtension.Try property =
        any -> {
          long drawn = any.number();
          if (tries.incrementAndGet() == 7) {
            failing.set(drawn);
            throw new IllegalStateException("no " + drawn);
          }
        };
    List<String> messages = new ArrayList<>();
    assertThatThrownBy(() -> PropertyExtension.run(10, new Any(42), property))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("try 7 of 10 failed; repeat it with -Dlongtail.seed=")
        .hasMessageEndingWith("no " + failing.get())
        .hasCauseInstanceOf(IllegalStateException.class)
        .satisfies(error -> messages.add(error.getMessage()));
    String seed = messages.get(0).lines().findFirst().orElseThrow().replaceAll(".*=", "");
    assertThat(new Any(Long.parseLong(seed)).number()).isEqualTo(failing.get());
  }

  @Test
  void drawsTheEdgesOfEachKind() throws Throwable {
    Set<Object> drawn = new HashSet<>();
    PropertyExtension.run(
        2000,
        new Any(1),
        any -> {
          drawn.add(any.number());
          drawn.add(any.between(3, 9));
          drawn.add(any.finiteFloat());
          drawn.add(any.text());
          drawn.add(any.bytes(5).length + " bytes");
          drawn.add(any.list(1, 4, () -> 'x'));
          drawn.add(any.of('a', 'b'));
        });
    assertThat(drawn)
        .contains(Long.MIN_VALUE, Long.MAX_VALUE, 0L, 3, 4, 9, 0f, -0f, Float.MAX_VALUE, "")
        .contains("0 bytes", "5 bytes", List.of('x'), List.of('x', 'x', 'x', 'x'), 'a', 'b')
        .doesNotContain(2, 10);
  }

  @Test
  void anyNumberLiesInItsRange() throws Throwable {
    PropertyExtension.run(
        2000,
        new Any(2),
        any -> {
          long min = any.number();
          long max = any.between(min, Long.MAX_VALUE);
          assertThat(any.between(min, max)).isBetween(min, max);
          assertThat(any.fraction()).isGreaterThanOrEqualTo(0).isLessThan(1);
          assertThat(any.finiteFloat()).isFinite();
          assertThat(any.text().length()).isLessThanOrEqualTo(255);
          assertThat(any.text("ab", 9)).matches("[ab]{0,9}");
          assertThat(any.character('c', 'e')).isBetween('c', 'e');
        });
  }
}
