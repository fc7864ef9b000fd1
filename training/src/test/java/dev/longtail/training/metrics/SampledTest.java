package dev.longtail.training.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.longtail.udfs.statistics.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SampledTest {
  private static final int REPLICATES = 400;

  private static final int AUC = Measure.AUC.ordinal();

  @Test
  void intervalOverLinesIsDeLongs() {
    Scored scored = Scored.draw(300, 1, new Random(1));
    Interval bootstrap = scored.sampled().overLines().orElseThrow();
    Interval closedForm = Auc.of(scored.scores, scored.malicious).interval();
    assertThat(bootstrap.low()).isCloseTo(closedForm.low(), within(0.012));
    assertThat(bootstrap.high()).isCloseTo(closedForm.high(), within(0.012));
  }

  @Test
  void differenceIsPairedAsDeLongs() {
    Random random = new Random(2);
    Scored one = Scored.draw(300, 1, random);
    double[] noisy = one.scores.clone();
    for (int i = 0; i < noisy.length; i++) {
      noisy[i] += 0.3 * random.nextGaussian();
    }
    Scored other = new Scored(noisy, one.malicious, one.families);
    Interval paired = one.sampled().minus(other.sampled()).overLines().orElseThrow();
    Interval closedForm =
        Auc.of(one.scores, one.malicious).differenceTo(Auc.of(other.scores, other.malicious));
    assertThat(paired.low()).isCloseTo(closedForm.low(), within(0.006));
    assertThat(paired.high()).isCloseTo(closedForm.high(), within(0.006));
  }

  /** Lines of a family are alike here, so few families say far less than their many lines. */
  @Test
  void familiesMakeTheIntervalWiderThanTheirLines() {
    Random random = new Random(3);
    Scored scored = Scored.ofFamilies(6, 60, random);
    Sampled auc = scored.sampled();
    assertThat(width(auc.overFamilies())).isGreaterThan(3 * width(auc.overLines()));
  }

  /** With few families, plain percentiles would hold the truth far too seldom. */
  @Test
  void intervalOverFamiliesHoldsTheTruthAboutAsOftenAsItSays() {
    Random random = new Random(4);
    int held = 0;
    int experiments = 150;
    for (int e = 0; e < experiments; e++) {
      // Family means N(0, 1) and N(1, 1), lines N(mean, 0.5): area Φ(1 / √(2 · 1.25)).
      Interval interval = Scored.ofFamilies(7, 12, random).sampled().overFamilies().orElseThrow();
      held += interval.contains(0.7364554) ? 1 : 0;
    }
    assertThat(held / (double) experiments).isBetween(0.88, 1.0);
  }

  @Test
  void seedsWidenTheInterval() {
    Random random = new Random(5);
    Scored scored = Scored.draw(200, 1, random);
    List<Sampled> seeds = new ArrayList<>();
    for (double shift : new double[] {-0.5, 0, 0.5}) {
      double[] scores = scored.scores.clone();
      for (int i = 0; i < scores.length; i++) {
        scores[i] += scored.malicious[i] ? shift : 0;
      }
      seeds.add(new Scored(scores, scored.malicious, scored.families).sampled());
    }
    Sampled mean = Sampled.meanOfSeeds(seeds, 1);
    assertThat(mean.value())
        .isCloseTo(
            seeds.stream().mapToDouble(Sampled::value).average().orElseThrow(), within(1e-12));
    assertThat(width(mean.overLines())).isGreaterThan(1.2 * width(seeds.get(1).overLines()));
    assertThat(Sampled.meanOfSeeds(seeds.subList(0, 1), 1)).isSameAs(seeds.get(0));
  }

  @Test
  void foldsAreTheUnitsOfTheIntervalOverFamilies() {
    Random random = new Random(6);
    List<Sampled> folds = new ArrayList<>();
    for (double skill : new double[] {0, 0.5, 1, 2, 3}) {
      folds.add(Scored.draw(200, skill, random).sampled());
    }
    Sampled mean = Sampled.meanOfFolds(folds, 1);
    assertThat(width(mean.overFamilies())).isGreaterThan(3 * width(mean.overLines()));
    assertThat(Sampled.meanOfFolds(folds.subList(0, 2), 1).overFamilies()).isEmpty();
  }

  @Test
  void whatIsUnknownHasNoInterval() {
    Sampled recall =
        Scored.draw(200, 1, new Random(7)).all().get(Measure.RECALL_AT_FPR_1E4.ordinal());
    assertThat(recall.isKnown()).isFalse();
    assertThat(recall.overLines()).isEmpty();
  }

  @Test
  void clustersMustBeKnownAndThreeOfEachClass() {
    boolean[] malicious = {true, true, true, false, false, false};
    assertThat(Resampling.ofClusters(malicious, List.of("a", "b", "c", "d", "e", "f"), 1))
        .isPresent();
    assertThat(Resampling.ofClusters(malicious, List.of("a", "b", "b", "d", "e", "f"), 1))
        .isEmpty();
    assertThat(Resampling.ofClusters(malicious, List.of("a", "b", "c", "", "e", "f"), 1)).isEmpty();
  }

  private static double width(Optional<Interval> interval) {
    return interval.orElseThrow().high() - interval.orElseThrow().low();
  }

  private record Scored(double[] scores, boolean[] malicious, List<String> families) {
    static Scored draw(int lines, double skill, Random random) {
      double[] scores = new double[lines];
      boolean[] malicious = new boolean[lines];
      List<String> families = new ArrayList<>();
      for (int i = 0; i < lines; i++) {
        malicious[i] = i % 3 == 0;
        scores[i] = random.nextGaussian() + (malicious[i] ? skill : 0);
        families.add("");
      }
      return new Scored(scores, malicious, families);
    }

    static Scored ofFamilies(int ofEachClass, int lines, Random random) {
      double[] scores = new double[2 * ofEachClass * lines];
      boolean[] malicious = new boolean[scores.length];
      List<String> families = new ArrayList<>();
      int at = 0;
      for (int f = 0; f < 2 * ofEachClass; f++) {
        double mean = random.nextGaussian() + (f < ofEachClass ? 1 : 0);
        for (int i = 0; i < lines; i++, at++) {
          malicious[at] = f < ofEachClass;
          scores[at] = mean + 0.5 * random.nextGaussian();
          families.add("family " + f);
        }
      }
      return new Scored(scores, malicious, families);
    }

    Sampled sampled() {
      return all().get(AUC);
    }

    List<Sampled> all() {
      return Sampled.of(
          Ranking.of(scores, malicious),
          REPLICATES,
          Resampling.ofLines(malicious, 9),
          Resampling.ofClusters(malicious, families, 9));
    }
  }
}
