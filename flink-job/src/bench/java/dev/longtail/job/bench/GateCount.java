package dev.longtail.job.bench;

import java.util.Locale;
import org.apache.commons.math3.distribution.BetaDistribution;

/**
 * What a gate lets through.
 *
 * @param benign benign lines that it keeps, of {@code allBenign}
 * @param attacks attacks that it admits, of {@code allAttacks}
 * @param calls calls for all lines together
 * @param tokens tokens of all calls together, questions and answers; 0 if unknown
 */
public record GateCount(
    String gate,
    long benign,
    long allBenign,
    long attacks,
    long allAttacks,
    double calls,
    double tokens) {
  private static final double TAIL = 0.025;

  /** Share of benign lines among those kept; 1 if none is kept. */
  public double precision() {
    return benign + attacks == 0 ? 1 : (double) benign / (benign + attacks);
  }

  /** Share of the benign lines that is kept. */
  public double coverage() {
    return (double) benign / allBenign;
  }

  /** Precision with its exact interval (Clopper and Pearson, 95 %). */
  public String precisionText() {
    long kept = benign + attacks;
    if (kept == 0) {
      return "";
    }
    double low =
        benign == 0
            ? 0
            : new BetaDistribution(null, benign, attacks + 1.0).inverseCumulativeProbability(TAIL);
    double high =
        attacks == 0
            ? 1
            : new BetaDistribution(null, benign + 1.0, attacks)
                .inverseCumulativeProbability(1 - TAIL);
    return String.format(Locale.ROOT, "%.3f (%.3f-%.3f)", precision(), low, high);
  }

  /** A row of Markdown. */
  public String row() {
    long lines = allBenign + allAttacks;
    return String.format(
        Locale.ROOT,
        "| %s | %,d of %,d | %s | %.1f %% | %.2f | %s |%n",
        gate,
        attacks,
        allAttacks,
        precisionText(),
        100 * coverage(),
        calls / lines,
        tokens == 0 ? "" : String.format(Locale.ROOT, "%,.0f", tokens / lines));
  }

  /** The head above rows. */
  public static String head(String first) {
    return "| "
        + first
        + " | attacks admitted | precision of BENIGN | benign kept | calls a line | tokens a line |\n"
        + "|---|---|---|---|---|---|\n";
  }
}
