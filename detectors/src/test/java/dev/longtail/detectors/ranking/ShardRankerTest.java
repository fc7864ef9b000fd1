package dev.longtail.detectors.ranking;

import static dev.longtail.detectors.window.Commands.NEW_YEAR;
import static dev.longtail.detectors.window.Commands.seen;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.longtail.detectors.forest.IsolationForestDetector;
import dev.longtail.detectors.model.Contribution;
import dev.longtail.detectors.window.ShardWindow;
import dev.longtail.detectors.window.States;
import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ShardRankerTest {
  private static final ShardRanker RANKER =
      new ShardRanker(IsolationForestDetector.DEFAULT, 64, 10);

  @Test
  void theOddLineComesFirstAndTheExplanationNamesWhatIsOdd() {
    ShardWindow window = window(usual());
    window.add(seen("curl zzqx9 zzqx9 zzqx9 zzqx9 " + "%".repeat(80), NEW_YEAR), null);
    ScoredCommand first = RANKER.rank(window, 0).top().get(0);
    assertThat(first.command().commandLine()).startsWith("curl");
    assertThat(first.explanation())
        .hasSizeBetween(1, 5)
        .isSortedAccordingTo((a, b) -> Double.compare(b.share(), a.share()))
        .allSatisfy(reason -> assertThat(reason.value()).isNotEqualTo(reason.usual()))
        .extracting(Contribution::feature)
        .contains("entropy_bits")
        .anyMatch(feature -> feature.startsWith("token:"))
        .noneMatch(feature -> feature.startsWith("tfidf:"));
    double shares = first.explanation().stream().mapToDouble(Contribution::share).sum();
    assertThat(shares).isPositive().isLessThanOrEqualTo(1.001);
  }

  @Test
  void theScoresAreRobustStandardDeviations() {
    ShardRanker all = new ShardRanker(IsolationForestDetector.DEFAULT, 64, 500);
    List<ScoredCommand> ranked = all.rank(window(usual()), 0).top();
    assertThat(ranked).hasSize(500);
    assertThat(ranked.get(250).score()).isCloseTo(0, within(0.05));
    assertThat(ranked.get(125).score()).isBetween(0.4, 1.3);
  }

  @Property(tries = 10)
  void theRankingIsAFunctionOfTheCommands(Any any) {
    long shuffle = any.number();
    List<String> lines = usual();
    ShardRanker.Ranking inOrder = RANKER.rank(window(lines), 3);
    Collections.shuffle(lines, new Random(shuffle));
    ShardRanker.Ranking shuffled = RANKER.rank(window(lines), 3);
    assertThat(shuffled.top())
        .usingRecursiveComparison()
        .ignoringFields("line.sighting.firstSeen", "line.sighting.eventId")
        .isEqualTo(inOrder.top());
    assertThat(bytes(shuffled)).isEqualTo(bytes(inOrder));
  }

  @Test
  void aShardOfOneLineHasItsAnomaly() {
    ShardRanker.Ranking ranking = RANKER.rank(window(List.of("ls")), 0);
    assertThat(ranking.top()).singleElement().satisfies(s -> assertThat(s.score()).isZero());
    assertThat(ranking.ranked()).isEqualTo(1);
  }

  private static byte[] bytes(ShardRanker.Ranking ranking) {
    States.Stateful model = ranking.model()::write;
    return States.bytes(model);
  }

  private static List<String> usual() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      lines.add("backup --job nightly --set " + i + " --target /srv/data/" + i % 7);
    }
    return lines;
  }

  private static ShardWindow window(List<String> lines) {
    ShardWindow window = new ShardWindow(NEW_YEAR, new ShardWindow.Limits(1000, 1000));
    for (int i = 0; i < lines.size(); i++) {
      window.add(seen(lines.get(i), NEW_YEAR + i), null);
    }
    return window;
  }
}
