package dev.longtail.training.review;

import static dev.longtail.training.review.Samples.ABSTAINED;
import static dev.longtail.training.review.Samples.ADMITTED;
import static dev.longtail.training.review.Samples.MALICIOUS;
import static dev.longtail.training.review.Samples.VETOED;
import static dev.longtail.training.review.Samples.times;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.longtail.udfs.statistics.ClopperPearson;
import dev.longtail.udfs.statistics.Interval;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReviewScoreTest {
  private static final double EXACT = 1e-12;

  private static ReviewScore.Score of(ReviewScore score, VerdictClass verdicts) {
    return score.scores().stream()
        .filter(each -> each.verdicts() == verdicts)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void oneStratumHasTheExactInterval() {
    ReviewSample sample = ReviewSample.draw(Samples.lines(ADMITTED, 5000), 100, 1);
    ReviewRecords records = new ReviewRecords();
    Opinion[] opinions = times(100, Opinion.BENIGN);
    opinions[3] = opinions[40] = opinions[41] = opinions[77] = opinions[99] = Opinion.MALICIOUS;
    Samples.decide(sample, ADMITTED, records, "ann", opinions);
    ReviewScore.Score score = of(ReviewScore.of(sample, records, 0.95), VerdictClass.ADMITTED);
    assertThat(score.right()).isEqualTo(95);
    assertThat(score.wrong()).isEqualTo(5);
    assertThat(score.precision().estimate()).hasValue(0.95);
    assertThat(score.precision().interval()).isEqualTo(ClopperPearson.of(95, 100, 1 - 0.95));
    assertThat(score.precision().interval().low()).isCloseTo(0.8871651, within(1e-7));
    assertThat(score.precision().certified()).isEqualTo(score.precision().interval().low());
  }

  @Test
  void whatIsNotReviewedIsNeitherRightNorWrong() {
    ReviewSample sample = ReviewSample.draw(Samples.lines(ADMITTED, 5000), 100, 1);
    ReviewScore.Score none =
        of(ReviewScore.of(sample, new ReviewRecords(), 0.95), VerdictClass.ADMITTED);
    assertThat(none.notReviewed()).isEqualTo(100);
    assertThat(none.right() + none.wrong()).isZero();
    assertThat(none.precision().estimate()).isEmpty();
    assertThat(none.precision().interval()).isEqualTo(new Interval(0, 1));
    assertThat(none.precision().certified()).isZero();

    ReviewRecords records = new ReviewRecords();
    Samples.decide(sample, ADMITTED, records, "ann", times(40, Opinion.BENIGN));
    ReviewScore.Score some = of(ReviewScore.of(sample, records, 0.95), VerdictClass.ADMITTED);
    assertThat(some.notReviewed()).isEqualTo(60);
    assertThat(some.precision().estimate()).hasValue(1);
    assertThat(some.precision().interval()).isEqualTo(ClopperPearson.of(40, 40, 1 - 0.95));
    assertThat(some.precision().certified())
        .as("the first 40 of the draw are a sample of their own")
        .isEqualTo(ClopperPearson.of(40, 40, 1 - 0.95).low());
  }

  @Test
  void whoeverPassesOverHardLinesCertifiesNothingByIt() {
    ReviewSample sample = ReviewSample.draw(Samples.lines(ADMITTED, 5000), 50, 1);
    ReviewRecords records = new ReviewRecords();
    Opinion[] opinions = times(50, Opinion.BENIGN);
    for (int i = 0; i < 49; i += 2) {
      opinions[i] = null;
    }
    Samples.decide(sample, ADMITTED, records, "ann", opinions);
    ReviewScore.Score score = of(ReviewScore.of(sample, records, 0.95), VerdictClass.ADMITTED);
    assertThat(score.right()).isEqualTo(25);
    assertThat(score.notReviewed()).isEqualTo(25);
    assertThat(score.passedOver()).isEqualTo(25);
    assertThat(score.precision().certified()).isEqualTo(ClopperPearson.of(25, 50, 1 - 0.95).low());
  }

  @Test
  void unsureAndDisagreedConfirmNothing() {
    ReviewSample sample = ReviewSample.draw(Samples.lines(ADMITTED, 5000), 20, 1);
    ReviewRecords records = new ReviewRecords();
    Opinion[] ann = times(20, Opinion.BENIGN);
    ann[0] = Opinion.UNSURE;
    Opinion[] bob = times(20, Opinion.BENIGN);
    bob[0] = null;
    bob[1] = Opinion.MALICIOUS;
    bob[2] = Opinion.UNSURE;
    Samples.decide(sample, ADMITTED, records, "ann", ann);
    Samples.decide(sample, ADMITTED, records, "bob", bob);
    ReviewScore all = ReviewScore.of(sample, records, 0.95);
    ReviewScore.Score score = of(all, VerdictClass.ADMITTED);
    assertThat(score.right()).isEqualTo(17);
    assertThat(score.unsure()).isEqualTo(1);
    assertThat(score.disagreed()).isEqualTo(2);
    assertThat(score.precision().estimate()).hasValue(1);
    assertThat(score.precision().interval()).isEqualTo(ClopperPearson.of(17, 17, 1 - 0.95));
    assertThat(score.precision().certified()).isEqualTo(ClopperPearson.of(17, 20, 1 - 0.95).low());
    assertThat(all.disagreements()).hasSize(2);
    assertThat(all.disagreements().get(0).opinions())
        .containsEntry("ann", Opinion.BENIGN)
        .containsEntry("bob", Opinion.MALICIOUS);
  }

  @Test
  void strataCountByTheirSizes() {
    List<JudgedLine> lines = Samples.all(Samples.lines(ADMITTED, 900), Samples.lines(VETOED, 100));
    ReviewSample sample = ReviewSample.draw(lines, 60, 1);
    ReviewRecords records = new ReviewRecords();
    int admitted = sampled(sample, ADMITTED);
    int vetoed = sampled(sample, VETOED);
    Samples.decide(sample, ADMITTED, records, "ann", times(admitted, Opinion.BENIGN));
    Samples.decide(sample, VETOED, records, "ann", times(vetoed, Opinion.MALICIOUS));
    ReviewScore score = ReviewScore.of(sample, records, 0.95);
    ReviewScore.Score benign = of(score, VerdictClass.BENIGN);
    assertThat(benign.population()).isEqualTo(1000);
    assertThat(benign.precision().estimate().orElseThrow()).isCloseTo(0.9, within(EXACT));
    double error = 1 - 0.95;
    double low = 0.9 * ClopperPearson.of(admitted, admitted, error * 0.9).low();
    double high = 0.9 + 0.1 * ClopperPearson.of(0, vetoed, error * 0.1).high();
    assertThat(benign.precision().interval().low()).isCloseTo(low, within(EXACT));
    assertThat(benign.precision().interval().high()).isCloseTo(high, within(EXACT));
    assertThat(of(score, VerdictClass.ADMITTED).precision().estimate()).hasValue(1);
    assertThat(score.scores()).noneMatch(each -> each.verdicts() == VerdictClass.MALICIOUS);
  }

  private static int sampled(ReviewSample sample, Stratum stratum) {
    return (int) sample.items().stream().filter(item -> item.stratum().equals(stratum)).count();
  }

  @Test
  void aStratumOfWhichEveryLineWasDecidedIsKnown() {
    ReviewSample sample = ReviewSample.draw(Samples.lines(MALICIOUS, 4), 10, 1);
    ReviewRecords records = new ReviewRecords();
    Samples.decide(
        sample,
        MALICIOUS,
        records,
        "ann",
        Opinion.MALICIOUS,
        Opinion.MALICIOUS,
        Opinion.MALICIOUS,
        Opinion.BENIGN);
    ReviewScore.Score score = of(ReviewScore.of(sample, records, 0.95), VerdictClass.MALICIOUS);
    assertThat(score.precision().interval()).isEqualTo(new Interval(0.75, 0.75));
    assertThat(score.precision().certified()).isEqualTo(0.75);
  }

  /** Two strata of different precision, sampled unequally, many times. */
  @Test
  void theIntervalHoldsTheTruthAsOftenAsItSays() {
    Random random = new Random(5);
    int held = 0;
    int bounded = 0;
    int rounds = 400;
    double truth = (800 * 0.98 + 200 * 0.6) / 1000;
    for (int round = 0; round < rounds; round++) {
      StratumReview often = drawn(ADMITTED, 800, 60, 0.98, random);
      StratumReview seldom = drawn(VETOED, 200, 10, 0.6, random);
      StratifiedPrecision precision = StratifiedPrecision.of(List.of(often, seldom), 0.9);
      held += precision.interval().contains(truth) ? 1 : 0;
      bounded += precision.certified() <= truth ? 1 : 0;
    }
    assertThat(held).isGreaterThanOrEqualTo((int) (0.9 * rounds));
    assertThat(bounded).isGreaterThanOrEqualTo((int) (0.95 * rounds));
  }

  private static StratumReview drawn(
      Stratum stratum, int size, int sampled, double precision, Random random) {
    int right = 0;
    for (int i = 0; i < sampled; i++) {
      right += random.nextDouble() < precision ? 1 : 0;
    }
    return new StratumReview(stratum, size, sampled, right, sampled - right, 0, 0, 0, sampled);
  }

  @Test
  void theLatestDecisionOfAReviewerCounts() {
    ReviewRecords records = new ReviewRecords();
    Review second = new Review("a", Opinion.MALICIOUS, "ann", Instant.ofEpochSecond(20), false);
    Review first = new Review("a", Opinion.BENIGN, "ann", Instant.ofEpochSecond(10), false);
    records.add(second);
    records.add(first);
    records.add(second);
    assertThat(records.all()).containsExactly(second);
    assertThat(records.replaced()).as("a record that was read twice is none").isEqualTo(1);
  }

  /** The example of Cohen (1960) with two categories: 20 and 15 alike of 50, kappa 0.4. */
  @Test
  void kappaIsCohens() {
    ReviewSample sample = ReviewSample.draw(Samples.lines(ADMITTED, 50), 50, 1);
    Opinion[] ann = new Opinion[50];
    Opinion[] bob = new Opinion[50];
    for (int i = 0; i < 50; i++) {
      ann[i] = i < 25 ? Opinion.BENIGN : Opinion.MALICIOUS;
      bob[i] = i < 20 || (i >= 25 && i < 35) ? Opinion.BENIGN : Opinion.MALICIOUS;
    }
    ReviewRecords records = new ReviewRecords();
    Samples.decide(sample, ADMITTED, records, "ann", ann);
    Samples.decide(sample, ADMITTED, records, "bob", bob);
    ReviewerAgreement agreement = ReviewScore.of(sample, records, 0.95).agreements().get(0);
    assertThat(agreement.both()).isEqualTo(50);
    assertThat(agreement.agreed()).isEqualTo(35);
    assertThat(agreement.kappa().orElseThrow()).isCloseTo(0.4, within(EXACT));
  }

  @Test
  void kappaOfOneWordIsNotDefined() {
    ReviewSample sample = ReviewSample.draw(Samples.lines(ABSTAINED, 5), 5, 1);
    ReviewRecords records = new ReviewRecords();
    Samples.decide(sample, ABSTAINED, records, "ann", times(5, Opinion.BENIGN));
    Samples.decide(sample, ABSTAINED, records, "bob", times(5, Opinion.BENIGN));
    ReviewScore score = ReviewScore.of(sample, records, 0.95);
    assertThat(score.agreements().get(0).kappa()).isEmpty();
    assertThat(score.scores()).as("an abstention has no precision").isEmpty();
    assertThat(ScoreTable.of(score)).contains("ann and bob agree on 5 of 5 lines", "not defined");
  }

  @Test
  void theTableEscapesWhatOthersWrote() {
    Stratum strange =
        new Stratum(
            new ReviewedJudge("gpt\u001b[2J\u202E", "p1"), "BENIGN", true, RuleNames.ADMITTED);
    ReviewSample sample = ReviewSample.draw(Samples.lines(strange, 3), 3, 1);
    ReviewRecords records = new ReviewRecords();
    Samples.decide(sample, strange, records, "an\u202En", times(3, Opinion.MALICIOUS));
    assertThat(ScoreTable.of(ReviewScore.of(sample, records, 0.95)))
        .contains("gpt\\u001b[2J\\u202e", "an\\u202en decided 3", "the judge was wrong: 3 lines")
        .doesNotContain("\u001b", "\u202E");
  }
}
