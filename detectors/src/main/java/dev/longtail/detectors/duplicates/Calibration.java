package dev.longtail.detectors.duplicates;

import dev.longtail.udfs.io.InputException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.math3.distribution.BetaDistribution;

/**
 * A cosine threshold found on labelled pairs: the lowest at which a rule with equal shapes merges
 * few lines that are no near-duplicates.
 *
 * <p>"Few" refers to the upper end of the one-sided 95 % interval of the share of false merges
 * (Clopper and Pearson 1934), which must be at most the limit. The share seen is not enough: with
 * few pairs it would make a low threshold look safe.
 *
 * @param cosine the threshold, rounded up to four digits; no lower than {@value #LOWEST}
 * @param falseMerges other pairs that are merged at the threshold
 * @param falseMergesUpper upper end of the interval of their share
 * @param kinds the counts for each kind of pair
 */
public record Calibration(
    double cosine, long falseMerges, double falseMergesUpper, List<Kind> kinds) {
  /** The search goes no lower: the labelled pairs do not represent all lines. */
  public static final double LOWEST = 0.5;

  private static final double CONFIDENCE = 0.95;
  private static final int FEWEST_DUPLICATES = 100;
  private static final double DIGITS = 1e4;

  /**
   * Merged pairs of one kind. Near-duplicates should merge; other pairs should not.
   *
   * @param kind its name
   * @param duplicate whether its pairs are near-duplicates in truth
   * @param pairs how many there are
   * @param merged by equal shapes and the threshold found
   * @param mergedAtPublishedCosine by equal shapes and the published threshold
   * @param mergedByPublishedRule by the published rule
   */
  public record Kind(
      String kind,
      boolean duplicate,
      long pairs,
      long merged,
      long mergedAtPublishedCosine,
      long mergedByPublishedRule) {}

  /**
   * Searches the threshold.
   *
   * @param maxFalseMerges the largest share of other pairs that may be merged, above 0 and below 1
   * @throws InputException if there are too few pairs to tell, or if no threshold is high enough
   */
  public static Calibration of(List<MeasuredPair> pairs, double maxFalseMerges) {
    List<MeasuredPair> others = pairs.stream().filter(pair -> !pair.duplicate()).toList();
    refuseTooFew(pairs.size() - others.size(), others.size(), maxFalseMerges);
    long allowed = allowed(others.size(), maxFalseMerges);
    long anyway = others.stream().filter(pair -> pair.sameShape() && pair.sameTemplate()).count();
    if (anyway > allowed) {
      throw new InputException(
          "%,d of %,d pairs that are no near-duplicates are merged at any threshold, because their"
                  .formatted(anyway, others.size())
              + " templates and shapes are equal; for at most %s there may be %,d"
                  .formatted(maxFalseMerges, allowed));
    }
    // A merge needs a cosine above the threshold. At the cosine of the first pair too many, neither
    // this pair nor pairs of equal cosine merge.
    double threshold =
        others.stream()
            .filter(pair -> pair.sameShape() && !pair.sameTemplate())
            .map(MeasuredPair::cosine)
            .sorted(Comparator.reverseOrder())
            .skip(allowed - anyway)
            .findFirst()
            .orElse(LOWEST);
    double rounded = Math.min(1, Math.ceil(Math.max(LOWEST, threshold) * DIGITS) / DIGITS);
    NearDuplicateRule found = new NearDuplicateRule(rounded, true);
    long falseMerges = others.stream().filter(pair -> pair.merged(found)).count();
    return new Calibration(
        rounded, falseMerges, upper(falseMerges, others.size()), kinds(pairs, found));
  }

  /**
   * Checks that there are enough pairs, before they are measured.
   *
   * @throws InputException if there are too few to tell
   */
  public static void refuseTooFew(long duplicates, long others, double limit) {
    if (!(limit > 0 && limit < 1)) {
      throw new IllegalArgumentException("a share of false merges of " + limit + "; e.g. 0.01");
    }
    // Without a single false merge the interval ends at 1 - 0.05^(1/n).
    long needed = (long) Math.ceil(Math.log(1 - CONFIDENCE) / Math.log1p(-limit));
    if (others < needed) {
      throw new InputException(
          "%,d pairs that are no near-duplicates are too few to tell that at most %s of such pairs"
                  .formatted(others, limit)
              + " are merged; at least %,d are needed".formatted(needed));
    }
    if (duplicates < FEWEST_DUPLICATES) {
      throw new InputException(
          "%,d pairs of near-duplicates are too few; at least %,d are needed"
              .formatted(duplicates, FEWEST_DUPLICATES));
    }
  }

  /** The most false merges whose interval ends within the limit. */
  private static long allowed(long pairs, double limit) {
    long allowed = 0;
    while (upper(allowed + 1, pairs) <= limit) {
      allowed++;
    }
    return allowed;
  }

  /** The upper end of the interval: with this share, one sample in twenty shows so few or fewer. */
  private static double upper(long merged, long pairs) {
    return merged == pairs
        ? 1
        : new BetaDistribution(null, merged + 1.0, (double) pairs - merged)
            .inverseCumulativeProbability(CONFIDENCE);
  }

  private static List<Kind> kinds(List<MeasuredPair> pairs, NearDuplicateRule found) {
    NearDuplicateRule published = NearDuplicateRule.PUBLISHED;
    NearDuplicateRule publishedCosine = new NearDuplicateRule(published.cosine(), true);
    Map<Boolean, Map<String, Kind>> kinds = new TreeMap<>(Comparator.reverseOrder());
    for (MeasuredPair pair : pairs) {
      Kind one =
          new Kind(
              pair.kind(),
              pair.duplicate(),
              1,
              pair.merged(found) ? 1 : 0,
              pair.merged(publishedCosine) ? 1 : 0,
              pair.merged(published) ? 1 : 0);
      kinds
          .computeIfAbsent(pair.duplicate(), d -> new TreeMap<>())
          .merge(pair.kind(), one, Calibration::sum);
    }
    return kinds.values().stream().flatMap(ofOne -> ofOne.values().stream()).toList();
  }

  private static Kind sum(Kind a, Kind b) {
    return new Kind(
        a.kind,
        a.duplicate,
        a.pairs + b.pairs,
        a.merged + b.merged,
        a.mergedAtPublishedCosine + b.mergedAtPublishedCosine,
        a.mergedByPublishedRule + b.mergedByPublishedRule);
  }
}
