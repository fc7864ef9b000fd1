package dev.longtail.detectors.scade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.longtail.detectors.model.Contribution;
import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GlobalRarityTest {
  /** All lines are of the mean length, so a single occurrence has the weight idf. */
  private static final List<String> BY_HAND = List.of("a b", "a c", "a a");

  @Test
  void theWeightsAreThoseComputedByHand() {
    GlobalRarity rarity = new GlobalRarity(BY_HAND);
    Grams twice = SampleGrams.of(BY_HAND).lines().get(2);
    // a occurs twice: 2 · 2.2 / (2 + 1.2) = 1.375 times ln(8/7); "a a" once: ln(8/3)
    assertThat(rarity.bm25Weights(twice)[0]).isCloseTo(1.375 * Math.log(8 / 7.0), within(1e-12));
    assertThat(rarity.bm25Weights(twice)[1]).isCloseTo(Math.log(8 / 3.0), within(1e-12));
    // 0.053605 ln 3 and 1 ln 2
    assertThat(rarity.entropyWeights(twice)[0]).isCloseTo(0.058892, within(1e-6));
    assertThat(rarity.entropyWeights(twice)[1]).isCloseTo(Math.log(2), within(1e-12));
  }

  @Test
  void aLongerLineThanUsualHasSmallerWeights() {
    List<String> lines = List.of("x y", "p q r s t u v");
    GlobalRarity rarity = new GlobalRarity(lines);
    List<Grams> grams = SampleGrams.of(lines).lines();
    assertThat(rarity.bm25Weights(grams.get(1))[0]).isLessThan(rarity.bm25Weights(grams.get(0))[0]);
  }

  @Test
  void theLineOfRareWordsComesFirstAndIsExplainedByThem() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      lines.add("git commit -m fix");
      lines.add("git status");
    }
    lines.add("git commit certutil evil");
    GlobalRarity rarity = new GlobalRarity(lines);
    int last = lines.size() - 1;
    assertThat(rarity.scores()[last]).isEqualTo(Arrays.stream(rarity.scores()).max().orElseThrow());
    List<Contribution> reasons = rarity.explain(last);
    assertThat(reasons)
        .extracting(Contribution::feature)
        .startsWith(
            "1-gram:certutil", "1-gram:evil", "2-gram:certutil evil", "2-gram:commit certutil");
    assertThat(reasons.subList(0, 4))
        .allSatisfy(
            reason -> {
              assertThat(reason.meaning()).startsWith("global layer");
              assertThat(reason.value()).isEqualTo(1);
              assertThat(reason.usual()).isGreaterThan(40);
            });
    assertThat(reasons.stream().mapToDouble(Contribution::share).sum()).isCloseTo(1, within(0.01));
  }

  @Test
  void linesWithoutTokensAndEqualLinesHaveAFiniteScore() {
    assertThat(new GlobalRarity(List.of("")).scores()).containsExactly(0);
    assertThat(Arrays.stream(new GlobalRarity(List.of("", "a", " ")).scores()))
        .allSatisfy(score -> assertThat(score).isFinite());
    assertThat(new GlobalRarity(List.of("a b", "a b", "a b")).scores()).containsOnly(0);
    assertThat(new GlobalRarity(List.of("", "a")).explain(0)).isEmpty();
  }

  @Property(tries = 50)
  void contributionsAddUpToTheScoreAndTheOrderOfTheLinesDoesNotMatter(Any any) {
    Random random = new Random(any.number());
    List<String> lines = RandomLines.of(any.between(1, 60), random);
    GlobalRarity rarity = new GlobalRarity(lines);
    double[] scores = rarity.scores();
    for (int i = 0; i < scores.length; i++) {
      assertThat(Arrays.stream(rarity.contributions(i)).sum() - rarity.constant())
          .isCloseTo(scores[i], within(1e-9));
      List<Contribution> reasons = rarity.explain(i);
      assertThat(reasons).hasSizeLessThanOrEqualTo(ScoredGrams.MOST_REASONS);
      assertThat(reasons).isSortedAccordingTo((a, b) -> Double.compare(b.share(), a.share()));
    }
    List<Integer> order = new ArrayList<>(IntStream.range(0, scores.length).boxed().toList());
    Collections.shuffle(order, random);
    double[] shuffled = new GlobalRarity(order.stream().map(lines::get).toList()).scores();
    for (int i = 0; i < scores.length; i++) {
      assertThat(shuffled[i]).isCloseTo(scores[order.get(i)], within(1e-6));
    }
  }
}
