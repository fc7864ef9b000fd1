package dev.longtail.detectors.ranking;

import static dev.longtail.detectors.window.Commands.NEW_YEAR;
import static dev.longtail.detectors.window.Commands.seen;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.detectors.window.Line;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CombinationTest {
  @Test
  void eachKeepsTheBestOfEveryDetector() {
    List<ScoredCommand> best = new ArrayList<>(ranking("pca", "a", "b", "c"));
    best.addAll(ranking("kmeans", "c", "a", "d"));
    assertThat(Combination.EACH.top(best, 2))
        .extracting(CombinationTest::text)
        .containsExactly("kmeans 1 c", "kmeans 2 a", "pca 1 a", "pca 2 b");
  }

  @Test
  void ranksSumReciprocalRanks() {
    List<ScoredCommand> best = new ArrayList<>(ranking("pca", "a", "b", "c"));
    best.addAll(ranking("kmeans", "c", "b", "d"));
    // b: 1/62 + 1/62; c: 1/63 + 1/61, which is more; a: 1/61; d: 1/63.
    assertThat(Combination.RANKS.top(best, 3))
        .extracting(CombinationTest::text)
        .containsExactly("kmeans 1 c", "pca 1 c", "kmeans 2 b", "pca 2 b", "pca 3 a");
  }

  @Test
  void whatIsNotAmongTheBestOfADetectorAddsNothing() {
    List<ScoredCommand> best = new ArrayList<>(ranking("pca", "a", "b"));
    best.addAll(ranking("kmeans", "c", "b"));
    // Of the top 1, b is in none.
    assertThat(Combination.RANKS.top(best, 1)).hasSize(1);
    assertThat(Combination.RANKS.top(best, 1).get(0).scored().command().commandLine())
        .isIn("a", "c");
  }

  @Test
  void theScoreStaysThatOfTheDetector() {
    List<ScoredCommand> best = ranking("pca", "a", "b");
    assertThat(Combination.RANKS.top(best, 2))
        .extracting(Anomaly::scored)
        .containsExactlyElementsOf(best);
  }

  @Test
  void neitherOrderNorTiesDependOnArrival() {
    List<ScoredCommand> best = new ArrayList<>();
    best.addAll(ranking("pca", "a", "b", "c", "d"));
    best.addAll(ranking("kmeans", "d", "c", "b", "a"));
    best.addAll(ranking("isolation-forest", "b", "d", "a", "c"));
    for (Combination combination : Combination.values()) {
      List<Anomaly> expected = combination.top(best, 3);
      for (int seed = 0; seed < 20; seed++) {
        Collections.shuffle(best, new Random(seed));
        assertThat(combination.top(best, 3)).isEqualTo(expected);
      }
    }
  }

  @Test
  void commandsOfOneSumAreInTheOrderOfTheirHashes() {
    List<ScoredCommand> best = new ArrayList<>();
    best.addAll(ranking("pca", "a", "b", "c"));
    best.addAll(ranking("kmeans", "b", "c", "a"));
    best.addAll(ranking("isolation-forest", "c", "a", "b"));
    List<Long> hashes =
        Combination.RANKS.top(best, 3).stream()
            .map(anomaly -> anomaly.scored().command().hash())
            .distinct()
            .toList();
    assertThat(hashes).hasSize(3).isSorted();
  }

  private static String text(Anomaly anomaly) {
    ScoredCommand scored = anomaly.scored();
    return scored.detector() + " " + anomaly.rank() + " " + scored.command().commandLine();
  }

  /** Commands with falling scores. */
  private static List<ScoredCommand> ranking(String detector, String... commands) {
    List<ScoredCommand> ranking = new ArrayList<>();
    for (String command : commands) {
      ranking.add(
          new ScoredCommand(
              NEW_YEAR,
              "reduced",
              detector,
              10 - ranking.size(),
              Line.of(seen(command, NEW_YEAR)),
              List.of()));
    }
    return ranking;
  }
}
