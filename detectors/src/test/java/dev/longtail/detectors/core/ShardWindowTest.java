package dev.longtail.detectors.core;

import static dev.longtail.detectors.core.Commands.NEW_YEAR;
import static dev.longtail.detectors.core.Commands.seen;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ShardWindowTest {
  private static final ShardWindow.Limits SMALL = new ShardWindow.Limits(10, 20);

  @Property(tries = 200)
  void whatRemainsDoesNotDependOnArrivalOrPruning(@ForAll long shuffle, @ForAll boolean pruneOften)
      throws IOException {
    List<Candidate> sightings = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      sightings.add(seen("command " + i % 170, NEW_YEAR + i));
    }
    ShardWindow inOrder = window(sightings, false);
    Collections.shuffle(sightings, new Random(shuffle));
    ShardWindow shuffled = window(sightings, pruneOften);

    assertThat(shuffled.sample()).isEqualTo(inOrder.sample()).hasSize(10);
    assertThat(Set.copyOf(shuffled.pool())).isEqualTo(Set.copyOf(inOrder.pool())).hasSize(20);
    assertThat(shuffled.events()).isEqualTo(300);
    assertThat(shuffled.unique()).isEqualTo(170);
  }

  /** A model to which longer and later numbers are more anomalous. */
  private static double anomaly(String commandLine) {
    return Integer.parseInt(commandLine.substring("command ".length()));
  }

  private static ShardWindow window(List<Candidate> sightings, boolean pruneOften)
      throws IOException {
    ShardWindow window = new ShardWindow(NEW_YEAR, SMALL);
    for (Candidate sighting : sightings) {
      window.add(sighting);
      if (pruneOften && window.wantsPruning()) {
        window.prune(ShardWindowTest::anomaly);
        window = restored(window);
      }
    }
    window.prune(ShardWindowTest::anomaly);
    return window;
  }

  @Test
  void thePoolKeepsWhatThePreviousModelFindsAnomalous() {
    ShardWindow window = new ShardWindow(NEW_YEAR, SMALL);
    for (int i = 0; i < 100; i++) {
      window.add(seen("command " + i, NEW_YEAR));
    }
    window.prune(ShardWindowTest::anomaly);
    assertThat(window.pool().stream().map(Candidate::commandLine).collect(Collectors.toSet()))
        .contains("command 99", "command 80")
        .doesNotContain("command 79");
  }

  @Test
  void theFirstSightingIsTheEarliestNotTheFirstToArrive() {
    ShardWindow window = new ShardWindow(NEW_YEAR, SMALL);
    window.add(seen("ls", NEW_YEAR + 5));
    window.add(seen("ls", NEW_YEAR + 3));
    window.add(seen("ls", NEW_YEAR + 9));
    Candidate command = window.pool().iterator().next();
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
