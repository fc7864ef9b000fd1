package dev.longtail.labeler.demo;

import dev.longtail.labeler.client.Verdict;
import dev.longtail.udfs.statistics.ClopperPearson;
import dev.longtail.udfs.statistics.Interval;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Counts what a judge says of lines whose label is known: how many it answers, and how well. */
public final class JudgedSet {
  private static final double ERROR = 0.05;

  private final Map<Verdict, Long> ofBenign = new EnumMap<>(Verdict.class);
  private final Map<Verdict, Long> ofMalicious = new EnumMap<>(Verdict.class);

  /** Adds what a judge says of a line. */
  public void add(boolean malicious, Verdict verdict) {
    (malicious ? ofMalicious : ofBenign).merge(verdict, 1L, Long::sum);
  }

  /** Lines of a label that got {@code verdict}. */
  public long count(boolean malicious, Verdict verdict) {
    return (malicious ? ofMalicious : ofBenign).getOrDefault(verdict, 0L);
  }

  /** Lines of a label. */
  public long lines(boolean malicious) {
    return (malicious ? ofMalicious : ofBenign).values().stream().mapToLong(n -> n).sum();
  }

  /** Share of the lines that got an answer, benign or malicious; NaN without lines. */
  public double answered() {
    long abstained = count(false, Verdict.ABSTAINED) + count(true, Verdict.ABSTAINED);
    return 1 - (double) abstained / (lines(false) + lines(true));
  }

  /** Share of the lines called benign that are benign; NaN if none was. */
  public double benignPrecision() {
    long right = count(false, Verdict.BENIGN);
    return (double) right / (right + count(true, Verdict.BENIGN));
  }

  /** The exact 95 % interval of {@link #benignPrecision()} (Clopper and Pearson 1934). */
  public Interval benignPrecisionInterval() {
    long right = count(false, Verdict.BENIGN);
    return ClopperPearson.of(right, right + count(true, Verdict.BENIGN), ERROR);
  }

  /** The counts by label, and the two shares, in lines for a reader. */
  public String text() {
    StringBuilder text =
        new StringBuilder(
            "%-10s %10s %10s %10s %10s%n"
                .formatted("label", "lines", "benign", "malicious", "abstained"));
    for (boolean malicious : new boolean[] {false, true}) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-10s %,10d %,10d %,10d %,10d%n",
              malicious ? "malicious" : "benign",
              lines(malicious),
              count(malicious, Verdict.BENIGN),
              count(malicious, Verdict.MALICIOUS),
              count(malicious, Verdict.ABSTAINED)));
    }
    text.append(String.format(Locale.ROOT, "answered: %.1f %%%n", 100 * answered()));
    if (count(false, Verdict.BENIGN) + count(true, Verdict.BENIGN) > 0) {
      Interval range = benignPrecisionInterval();
      text.append(
          String.format(
              Locale.ROOT,
              "benign precision: %.2f %% (95 %% interval %.2f to %.2f, exact)%n",
              100 * benignPrecision(),
              100 * range.low(),
              100 * range.high()));
    }
    return text.toString();
  }
}
