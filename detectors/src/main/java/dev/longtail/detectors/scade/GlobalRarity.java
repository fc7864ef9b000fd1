package dev.longtail.detectors.scade;

import dev.longtail.detectors.model.Contribution;
import dev.longtail.detectors.model.Standardization;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The global layer of SCADE: how rare the n-grams of a line are among all lines of a sample. A line
 * is taken for a document and for its own query.
 *
 * <ul>
 *   <li>BM25: {@code Σ idf(g) tf (k1 + 1) / (tf + k1 (1 - b + b L))}; L is the line's length in
 *       n-grams divided by the mean length (Robertson and Zaragoza 2009).
 *   <li>Log entropy: {@code Σ w(g) ln(1 + tf)}; w is {@link GramStatistics#entropyWeight} (Dumais
 *       1991).
 * </ul>
 *
 * <p>Both are divided by the number of the line's different n-grams, because a sum would rank lines
 * by their length. Each is then standardised over the sample. The score is the mean of the two.
 */
public final class GlobalRarity implements ScoredGrams {
  static final double P = Double.parseDouble(System.getProperty("scade.p", "0.5"));

  /** How soon further occurrences in a line count no more; the usual value of BM25. */
  static final double K1 = 1.2;

  /** How much the length of a line counts; the usual value of BM25. */
  static final double B = 0.75;

  private final SampleGrams sample;
  private final double[] idf;
  private final double[] entropyWeight;
  private final Standardization bm25;
  private final Standardization logEntropy;
  private final double[] scores;
  private final double usualLines;
  private double c1;
  private double c2;

  /** Scores the lines of a sample by their texts; at least one. */
  public GlobalRarity(List<String> texts) {
    sample = SampleGrams.of(texts);
    GramStatistics statistics = sample.statistics();
    int grams = sample.vocabulary().size();
    idf = new double[grams];
    entropyWeight = new double[grams];
    for (int gram = 0; gram < grams; gram++) {
      idf[gram] = statistics.idf(gram);
      entropyWeight[gram] = statistics.entropyWeight(gram);
    }
    if (P < 1) {
      double n = 0, x = 0, y = 0;
      for (Grams line : sample.lines()) {
        double length = sample.statistics().relativeLength(line);
        for (int i = 0; i < line.size(); i++) {
          n++; x += bm25(line, i, length); y += logEntropy(line, i);
        }
      }
      c1 = x / n; c2 = y / n;
    }
    double[] first = sample.lines().stream().mapToDouble(this::bm25).toArray();
    double[] second = sample.lines().stream().mapToDouble(this::logEntropy).toArray();
    bm25 = Standardization.of(first);
    logEntropy = Standardization.of(second);
    scores = new double[first.length];
    Arrays.setAll(scores, i -> (bm25.apply(first[i]) + logEntropy.apply(second[i])) / 2);
    usualLines = median(sample.lines().stream().mapToDouble(this::meanLinesWith).toArray());
  }

  @Override
  public double[] scores() {
    return scores.clone();
  }

  /** BM25 of a line as its own query, a mean over its different n-grams. */
  double bm25(Grams line) {
    double length = sample.statistics().relativeLength(line);
    double sum = 0;
    for (int i = 0; i < line.size(); i++) {
      sum += bm25(line, i, length) - c1;
    }
    return mean(sum, line);
  }

  private double bm25(Grams line, int i, double length) {
    double tf = line.occurrences()[i];
    return idf[line.numbers()[i]] * tf * (K1 + 1) / (tf + K1 * (1 - B + B * length));
  }

  /** Log entropy of a line, a mean over its different n-grams. */
  double logEntropy(Grams line) {
    double sum = 0;
    for (int i = 0; i < line.size(); i++) {
      sum += logEntropy(line, i) - c2;
    }
    return mean(sum, line);
  }

  private double logEntropy(Grams line, int i) {
    return entropyWeight[line.numbers()[i]] * StrictMath.log1p(line.occurrences()[i]);
  }

  private static double mean(double sum, Grams line) {
    return line.size() == 0 ? 0 : sum / StrictMath.pow(line.size(), P);
  }

  private double meanLinesWith(Grams line) {
    return Arrays.stream(line.numbers()).map(sample.statistics()::linesWith).average().orElse(0);
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }

  /**
   * The contribution of each n-gram of a line. They add up to its score plus {@code (c1 / s1 + c2 /
   * s2) / 2}, of the centres and scales of the two parts.
   */
  double[] contributions(int number) {
    Grams line = sample.lines().get(number);
    double length = sample.statistics().relativeLength(line);
    double[] parts = new double[line.size()];
    for (int i = 0; i < parts.length; i++) {
      parts[i] =
          (bm25(line, i, length) / bm25.scale() + logEntropy(line, i) / logEntropy.scale())
              / (2 * line.size());
    }
    return parts;
  }

  /** What the contributions of every line add up to more than its score. */
  double constant() {
    return (bm25.centre() / bm25.scale() + logEntropy.centre() / logEntropy.scale()) / 2;
  }

  @Override
  public List<Contribution> explain(int number) {
    Grams line = sample.lines().get(number);
    double[] parts = contributions(number);
    List<Reason> reasons = new ArrayList<>();
    for (int i = 0; i < parts.length; i++) {
      int gram = line.numbers()[i];
      reasons.add(
          new Reason(
              sample.nameOf(gram),
              "global layer: lines of the shard's sample that hold the n-gram; usual: the median"
                  + " over the lines of the mean over their n-grams",
              sample.statistics().linesWith(gram),
              usualLines,
              parts[i]));
    }
    return Reason.largest(reasons);
  }
}
