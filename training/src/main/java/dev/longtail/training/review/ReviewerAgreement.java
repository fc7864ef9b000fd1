package dev.longtail.training.review;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How far two reviewers agree on the lines that both decided.
 *
 * @param first a reviewer
 * @param second another one
 * @param both lines that both decided
 * @param agreed lines on which they said the same
 * @param kappa Cohen's kappa (1960) over benign, malicious and unsure: 1 is full agreement, 0 what
 *     chance gives; empty if both said one and the same word of every line, which proves nothing
 */
public record ReviewerAgreement(
    String first, String second, int both, int agreed, OptionalDouble kappa) {

  /** The agreement of two reviewers; empty if no line was decided by both. */
  static Optional<ReviewerAgreement> of(
      String first, Map<String, Review> his, String second, Map<String, Review> hers) {
    Map<Opinion, Integer> firsts = new EnumMap<>(Opinion.class);
    Map<Opinion, Integer> seconds = new EnumMap<>(Opinion.class);
    int both = 0;
    int agreed = 0;
    for (Map.Entry<String, Review> each : his.entrySet()) {
      Review other = hers.get(each.getKey());
      if (other != null) {
        both++;
        agreed += each.getValue().opinion() == other.opinion() ? 1 : 0;
        firsts.merge(each.getValue().opinion(), 1, Integer::sum);
        seconds.merge(other.opinion(), 1, Integer::sum);
      }
    }
    if (both == 0) {
      return Optional.empty();
    }
    double byChance = 0;
    for (Opinion opinion : Opinion.values()) {
      byChance +=
          (double) firsts.getOrDefault(opinion, 0) / both * seconds.getOrDefault(opinion, 0) / both;
    }
    double observed = (double) agreed / both;
    return Optional.of(
        new ReviewerAgreement(
            first,
            second,
            both,
            agreed,
            byChance >= 1
                ? OptionalDouble.empty()
                : OptionalDouble.of((observed - byChance) / (1 - byChance))));
  }
}
