package dev.longtail.training.review;

import dev.longtail.udfs.statistics.ClopperPearson;
import dev.longtail.udfs.statistics.Interval;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToIntFunction;

/**
 * The share of a population of verdicts that is right, from samples of its strata.
 *
 * <p>The estimate is the mean of the strata's shares, weighted by their sizes. The interval is the
 * weighted sum of the strata's exact intervals ({@link ClopperPearson}). The permitted error is
 * divided among the strata by their sizes, so all intervals hold at once with the confidence asked
 * for (Bonferroni), and so does their sum; with one stratum it is the interval of Clopper and
 * Pearson. A stratum whose every line was decided is known, and takes no part of the error. One of
 * which nothing was decided may be all right or all wrong.
 *
 * @param estimate of the strata of which something was decided; empty if that is none
 * @param interval of decided lines: those that are unsure, disagreed or not reviewed are left out
 * @param certified a lower bound that supposes nothing of lines that were left out: of each stratum
 *     it takes the lines up to the last one that was reviewed, in the order of the draw, and
 *     whatever of them is not confirmed counts as wrong
 */
public record StratifiedPrecision(OptionalDouble estimate, Interval interval, double certified) {

  /**
   * The precision of some strata together.
   *
   * @param confidence above 0, below 1
   */
  static StratifiedPrecision of(List<StratumReview> strata, double confidence) {
    double decidedLines = 0;
    double right = 0;
    for (StratumReview each : strata) {
      if (each.decided() > 0) {
        decidedLines += each.size();
        right += (double) each.size() * each.right() / each.decided();
      }
    }
    Interval of = interval(strata, StratumReview::decided, 1 - confidence);
    double certified = interval(strata, StratumReview::drawn, 1 - confidence).low();
    return new StratifiedPrecision(
        decidedLines == 0 ? OptionalDouble.empty() : OptionalDouble.of(right / decidedLines),
        of,
        certified);
  }

  private static Interval interval(
      List<StratumReview> strata, ToIntFunction<StratumReview> trials, double error) {
    double all = 0;
    double unknown = 0;
    for (StratumReview each : strata) {
      all += each.size();
      unknown += trials.applyAsInt(each) == each.size() ? 0 : each.size();
    }
    double low = 0;
    double high = 0;
    for (StratumReview each : strata) {
      int tried = trials.applyAsInt(each);
      double share = each.size() / all;
      Interval its =
          tried == each.size()
              ? exactly((double) each.right() / tried)
              : ClopperPearson.of(each.right(), tried, error * each.size() / unknown);
      low += share * its.low();
      high += share * its.high();
    }
    // Shares add up to 1 but for a rounding.
    return new Interval(low, high > 1 - 1e-12 ? 1 : high);
  }

  private static Interval exactly(double share) {
    return new Interval(share, share);
  }
}
