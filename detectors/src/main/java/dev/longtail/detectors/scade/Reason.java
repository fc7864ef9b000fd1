package dev.longtail.detectors.scade;

import dev.longtail.detectors.model.Contribution;
import java.util.Comparator;
import java.util.List;

/**
 * A part of a line's score.
 *
 * @param feature what it is of, e.g. {@code 2-gram:certutil -}
 * @param meaning of the values, in one line
 * @param value in this line
 * @param usual what it is usually
 * @param part its contribution to the score
 */
record Reason(String feature, String meaning, double value, double usual, double part) {
  private static final Comparator<Reason> LARGEST =
      Comparator.comparingDouble((Reason reason) -> -reason.part).thenComparing(Reason::feature);

  /** The largest of the parts above 0; shares are of all parts above 0. */
  static List<Contribution> largest(List<Reason> parts) {
    double all = parts.stream().mapToDouble(Reason::part).filter(part -> part > 0).sum();
    return parts.stream()
        .filter(reason -> reason.part > 0)
        .sorted(LARGEST)
        .limit(ScoredGrams.MOST_REASONS)
        .map(
            reason ->
                new Contribution(
                    reason.feature,
                    reason.meaning,
                    reason.value,
                    Math.round(reason.usual * 1e4) / 1e4,
                    Math.round(reason.part / all * 1e4) / 1e4))
        .toList();
  }
}
