package dev.longtail.detectors.window;

import static dev.longtail.detectors.window.Commands.NEW_YEAR;
import static dev.longtail.detectors.window.Commands.seen;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ShardWindowTest {
  private static final ShardWindow.Limits SMALL = new ShardWindow.Limits(10, 20, 2048);

  @Property(tries = 200)
  void whatRemainsDependsNeitherOnArrivalNorOnRestartsNorOnWhenTheModelIsKnown(Any any)
      throws IOException {
    long shuffle = any.number();
    int modelKnownAfter = any.between(0, PoolCap.MOST * 20 - 1);
    List<Sighting> sightings = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      sightings.add(seen("command " + i % 170, NEW_YEAR + i));
    }
    ShardWindow inOrder = window(sightings, 0, false);
    Collections.shuffle(sightings, new Random(shuffle));
    ShardWindow shuffled = window(sightings, modelKnownAfter, true);

    assertThat(shuffled.sample()).isEqualTo(inOrder.sample()).hasSize(10);
    assertThat(Set.copyOf(shuffled.pool())).isEqualTo(Set.copyOf(inOrder.pool())).hasSize(20);
    assertThat(shuffled.events()).isEqualTo(300);
    assertThat(shuffled.unique()).isEqualTo(170);
    assertThat(shuffled.estimated()).isZero();
  }

  /** A model to which higher numbers are more anomalous; every tenth is as the next lower. */
  private static double anomaly(String commandLine) {
    int number = Integer.parseInt(commandLine.substring("command ".length()));
    return number % 10 == 0 ? number - 1 : number;
  }

  private static ShardWindow window(List<Sighting> sightings, int modelKnownAfter, boolean restarts)
      throws IOException {
    ShardWindow window = new ShardWindow(NEW_YEAR, SMALL);
    int at = 0;
    for (Sighting sighting : sightings) {
      window.add(sighting, at++ < modelKnownAfter ? null : ShardWindowTest::anomaly);
      if (restarts && at % 50 == 0) {
        window = restored(window);
      } else if (restarts && at % 30 == 0) {
        window = window.copy();
      }
    }
    window.cut(ShardWindowTest::anomaly);
    return window;
  }

  @Test
  void thePoolKeepsWhatThePreviousModelFindsAnomalous() {
    ShardWindow window = new ShardWindow(NEW_YEAR, SMALL);
    for (int i = 0; i < 100; i++) {
      window.add(seen("command " + i, NEW_YEAR), ShardWindowTest::anomaly);
    }
    window.cut(ShardWindowTest::anomaly);
    assertThat(window.pool().stream().map(Sighting::commandLine).collect(Collectors.toSet()))
        .contains("command 99", "command 81")
        .doesNotContain("command 78");
  }

  @Test
  void aLineIsScoredOnceAndOnlyWhereThePoolIsTooSmallForAll() {
    AtomicInteger scored = new AtomicInteger();
    LineScorer counting =
        commandLine -> {
          scored.incrementAndGet();
          return anomaly(commandLine);
        };
    ShardWindow window = new ShardWindow(NEW_YEAR, SMALL);
    for (int i = 0; i < 39; i++) {
      window.add(seen("command " + i, NEW_YEAR), counting);
    }
    assertThat(scored).hasValue(0);
    for (int i = 0; i < 200; i++) {
      window.add(seen("command " + i, NEW_YEAR), counting);
      window.add(seen("command " + i, NEW_YEAR + 1), counting);
    }
    window.cut(counting);
    assertThat(scored).hasValue(200);
  }

  /** As many candidates as commands were held while the window before was open. */
  @Property(tries = 100)
  void beyondTheCapChanceChoosesWhateverTheOrderAndTheRestarts(Any any) throws IOException {
    List<Sighting> sightings = new ArrayList<>();
    for (int i = 0; i < 700; i++) {
      sightings.add(seen("command " + i % 400, NEW_YEAR + i));
    }
    Set<Sighting> expected = null;
    for (int run = 0; run < 2; run++) {
      ShardWindow window = new ShardWindow(NEW_YEAR, SMALL);
      int at = 0;
      for (Sighting sighting : sightings) {
        window.add(sighting, null);
        assertThat(window.candidates()).isLessThanOrEqualTo(4 * 20);
        if (++at % any.between(20, 90) == 0) {
          window = any.of(true, false) ? restored(window) : window.copy();
        }
      }
      window.add(sightings.get(0), ShardWindowTest::anomaly);
      assertThat(window.candidates()).isEqualTo(3 * 20);
      assertThat(window.capped()).isEqualTo(400 - 3 * 20);
      Set<Sighting> held = Set.copyOf(window.pool());
      assertThat(held).isEqualTo(expected == null ? held : expected);
      assertThat(restored(window).capped()).isEqualTo(400 - 3 * 20);
      expected = held;
      Sighting first = sightings.remove(0);
      Collections.shuffle(sightings, new Random(any.number()));
      sightings.add(0, first);
    }
  }

  @Test
  void belowTheCapNothingIsLeftOut() {
    ShardWindow window = new ShardWindow(NEW_YEAR, SMALL);
    for (int i = 0; i < 79; i++) {
      window.add(seen("command " + i, NEW_YEAR), null);
    }
    window.cut(ShardWindowTest::anomaly);
    assertThat(window.capped()).isZero();
    assertThat(window.pool().stream().map(Sighting::commandLine))
        .contains("command 78", "command 61");
  }

  @Test
  void beyondTheLimitTheNumberOfCommandsIsEstimatedAndNoneIsLostToThePool() {
    ShardWindow window = new ShardWindow(NEW_YEAR, SMALL);
    for (int i = 0; i < 20_000; i++) {
      window.add(seen("command " + i, NEW_YEAR), ShardWindowTest::anomaly);
      window.add(seen("command " + i, NEW_YEAR + 1), ShardWindowTest::anomaly);
    }
    window.cut(ShardWindowTest::anomaly);
    assertThat((double) window.unique()).isCloseTo(20_000, withinPercentage(8));
    assertThat(window.estimated()).isGreaterThan(17_000);
    assertThat(window.pool()).hasSize(20);
    assertThat(window.pool())
        .allSatisfy(candidate -> assertThat(candidate.occurrences()).isEqualTo(2));
    assertThat(window.pool().stream().map(Sighting::commandLine))
        .contains("command 19999", "command 19981");
  }

  @Test
  void theFirstSightingIsTheEarliestNotTheFirstToArrive() {
    ShardWindow window = new ShardWindow(NEW_YEAR, SMALL);
    window.add(seen("ls", NEW_YEAR + 5), LineScorer.INDIFFERENT);
    window.add(seen("ls", NEW_YEAR + 3), LineScorer.INDIFFERENT);
    window.add(seen("ls", NEW_YEAR + 9), LineScorer.INDIFFERENT);
    Sighting command = window.pool().iterator().next();
    assertThat(command.firstSeen()).isEqualTo(NEW_YEAR + 3);
    assertThat(command.eventId()).isEqualTo("e" + (NEW_YEAR + 3));
    assertThat(command.occurrences()).isEqualTo(3);
  }

  private static ShardWindow restored(ShardWindow window) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    window.write(new DataOutputStream(bytes));
    return ShardWindow.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
  }
}
