package dev.longtail.detectors.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.detectors.window.Line;
import dev.longtail.detectors.window.Scale;
import dev.longtail.detectors.window.Sighting;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class InterleavingTest {
  private static Anomaly anomaly(String detector, int rank, long command) {
    Sighting sighting = new Sighting(command, "c" + command, "e", 0, "h", "u", "linux", 1);
    return new Anomaly(
        rank,
        new ScoredCommand(0, Scale.FULL.label(), detector, -rank, Line.of(sighting), List.of()));
  }

  private static List<String> named(List<Anomaly> anomalies) {
    return anomalies.stream()
        .map(a -> "%s %d".formatted(a.scored().detector(), a.scored().command().hash()))
        .toList();
  }

  @Test
  void takesTheRankingsByTurns() {
    List<Anomaly> all =
        new ArrayList<>(
            List.of(
                anomaly("forest", 1, 10),
                anomaly("forest", 2, 11),
                anomaly("forest", 3, 12),
                anomaly("value", 1, 20),
                anomaly("value", 2, 21),
                anomaly("value", 3, 22)));
    List<String> expected = List.of("forest 10", "value 20", "forest 11");
    assertThat(named(new Interleaving(3).of(all))).isEqualTo(expected);
    Collections.reverse(all);
    assertThat(named(new Interleaving(3).of(all))).isEqualTo(expected);
  }

  @Test
  void aCommandOfTwoRankingsSpendsTheBudgetOnceAndKeepsBothFindings() {
    List<Anomaly> all =
        List.of(
            anomaly("forest", 1, 10),
            anomaly("forest", 2, 11),
            anomaly("forest", 3, 12),
            anomaly("value", 1, 10),
            anomaly("value", 2, 12));
    assertThat(named(new Interleaving(3).of(all)))
        .containsExactly("forest 10", "value 10", "forest 11", "value 12", "forest 12");
  }

  @Test
  void theLongerRankingFillsWhatTheShorterLeaves() {
    List<Anomaly> all =
        List.of(anomaly("forest", 1, 10), anomaly("value", 1, 20), anomaly("value", 2, 21));
    assertThat(new Interleaving(5).of(all)).hasSize(3);
    assertThatThrownBy(() -> new Interleaving(0)).isInstanceOf(IllegalArgumentException.class);
  }
}
