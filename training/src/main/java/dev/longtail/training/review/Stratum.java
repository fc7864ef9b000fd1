package dev.longtail.training.review;

import java.util.Comparator;

/**
 * Lines that are sampled together: those on which one judge gave one verdict, and that the gate
 * took in or kept out by one rule.
 *
 * @param judge who gave the verdict
 * @param verdict {@code BENIGN}, {@code MALICIOUS} or {@code ABSTAINED}
 * @param admitted whether the lines are in the training data
 * @param rule why they are where they are ({@link RuleNames})
 */
public record Stratum(ReviewedJudge judge, String verdict, boolean admitted, String rule)
    implements Comparable<Stratum> {
  private static final Comparator<Stratum> ORDER =
      Comparator.comparing(Stratum::judge)
          .thenComparing(Stratum::verdict)
          .thenComparing(Stratum::admitted)
          .thenComparing(Stratum::rule);

  @Override
  public int compareTo(Stratum other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return "%s by %s (%s)".formatted(verdict, judge, rule);
  }
}
