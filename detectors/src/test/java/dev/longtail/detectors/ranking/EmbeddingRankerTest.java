package dev.longtail.detectors.ranking;

import static dev.longtail.detectors.window.Commands.NEW_YEAR;
import static dev.longtail.detectors.window.Commands.seen;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.detectors.window.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EmbeddingRankerTest {
  private static final EmbeddingRanker RANKER = new EmbeddingRanker(ReducedDetectors.PUBLISHED, 5);

  @Test
  void eachDetectorFindsTheVectorsThatLieElsewhere() {
    List<Line> sample = sample(500);
    List<ScoredCommand> top = RANKER.rank(NEW_YEAR, sample, 1).top();
    assertThat(top).hasSize(15);
    for (LineDetector detector : ReducedDetectors.PUBLISHED) {
      assertThat(top)
          .filteredOn(scored -> scored.detector().equals(detector.name()))
          .isSortedAccordingTo(ScoredCommand.RANKING)
          .extracting(scored -> scored.command().commandLine())
          .as(detector.name())
          .contains("odd 0", "odd 1", "odd 2");
    }
    assertThat(top).allSatisfy(scored -> assertThat(scored.scale()).isEqualTo("reduced"));
  }

  @Test
  void theSameSampleGivesTheSameScores() {
    assertThat(RANKER.rank(NEW_YEAR, sample(200), 1).top())
        .isEqualTo(RANKER.rank(NEW_YEAR, sample(200), 1).top());
  }

  @Test
  void ranksAFewCommandsAndEqualOnes() {
    assertThat(RANKER.rank(NEW_YEAR, List.of(), 1).top()).isEmpty();
    for (int rows : new int[] {1, 2, 3}) {
      List<Line> equal =
          IntStream.range(0, rows)
              .mapToObj(i -> Line.of(seen("c" + i, NEW_YEAR)).embedded("c", new float[] {1, 0, 0}))
              .toList();
      assertThat(RANKER.rank(NEW_YEAR, equal, 1).top())
          .hasSize(3 * rows)
          .allSatisfy(scored -> assertThat(scored.score()).isFinite());
    }
  }

  @Test
  void refusesToRankByNothing() {
    assertThatThrownBy(() -> new EmbeddingRanker(List.of(), 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Unit vectors about four directions, and three about others. */
  private static List<Line> sample(int usual) {
    Random random = new Random(7);
    float[][] directions = new float[7][];
    for (int i = 0; i < directions.length; i++) {
      directions[i] = gaussian(random, 1);
    }
    List<Line> sample = new ArrayList<>();
    for (int i = 0; i < usual; i++) {
      sample.add(near(directions[i % 4], "usual " + i, random));
    }
    for (int i = 0; i < 3; i++) {
      sample.add(near(directions[4 + i], "odd " + i, random));
    }
    return sample;
  }

  private static Line near(float[] direction, String name, Random random) {
    float[] vector = gaussian(random, 0.15);
    double squares = 0;
    for (int d = 0; d < vector.length; d++) {
      vector[d] += direction[d];
      squares += vector[d] * vector[d];
    }
    for (int d = 0; d < vector.length; d++) {
      vector[d] /= (float) Math.sqrt(squares);
    }
    return Line.of(seen(name, NEW_YEAR)).embedded(name, vector);
  }

  private static float[] gaussian(Random random, double deviation) {
    float[] vector = new float[32];
    for (int d = 0; d < vector.length; d++) {
      vector[d] = (float) (deviation * random.nextGaussian());
    }
    return vector;
  }
}
