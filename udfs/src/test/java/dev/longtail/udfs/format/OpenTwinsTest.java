package dev.longtail.udfs.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OpenTwinsTest {
  private record Start(boolean sysmon, long process, long ts, int number) {}

  @Test
  void twinsAreAFunctionOfTheSetOfStarts() throws Exception {
    Random random = new Random(1);
    List<Start> starts = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      starts.add(
          new Start(
              random.nextBoolean(),
              random.nextInt(200) * 0x1_0000_0001L,
              random.nextInt(20) * 500L,
              i));
    }
    Set<Integer> expected = new HashSet<>();
    for (Start one : starts) {
      boolean twin =
          !one.sysmon()
              && starts.stream()
                  .anyMatch(
                      other ->
                          other.sysmon()
                              && other.process() == one.process()
                              && Math.abs(other.ts() - one.ts()) <= 1000);
      if (twin) {
        expected.add(one.number());
      }
    }
    assertThat(expected).hasSizeBetween(100, 900);
    for (int round = 0; round < 10; round++) {
      Collections.shuffle(starts, random);
      Set<Integer> found = new HashSet<>();
      OpenTwins<Integer> open = new OpenTwins<>();
      for (Start start : starts) {
        if (start.sysmon()) {
          open.sysmon(start.process(), start.ts(), 9)
              .forEach(twin -> assertThat(found.add(twin.start())).isTrue());
        } else if (open.hold(start.process(), start.ts(), 9, start.number())) {
          found.add(start.number());
        }
        if (start.number() % 500 == 0) {
          open = read(open.copy());
        }
      }
      assertThat(found).isEqualTo(expected);
      assertThat(open.expire(8)).isEmpty();
      assertThat(open.expire(9)).doesNotContainAnyElementsOf(expected);
      assertThat(open.size()).isZero();
    }
  }

  @Test
  void aCopyDoesNotChangeWithItsOrigin() {
    OpenTwins<String> open = new OpenTwins<>();
    assertThat(open.hold(7, 0, 5, "held")).isFalse();
    OpenTwins<String> copy = open.copy();
    assertThat(open.sysmon(7, 1, 5)).containsExactly(new OpenTwins.Found<>(0, "held"));
    assertThat(copy.expire(5)).containsExactly("held");
    assertThat(open.left(7, 0, 5)).isTrue();
  }

  private static OpenTwins<Integer> read(OpenTwins<Integer> open) throws Exception {
    OpenTwins<Integer> read = new OpenTwins<>();
    open.forEach(read::add);
    assertThat(read.size()).isEqualTo(open.size());
    return read;
  }
}
