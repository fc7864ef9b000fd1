package dev.longtail.detectors.scade;

import dev.longtail.detectors.model.Contribution;
import dev.longtail.detectors.model.Standardization;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The global layer of SCADE: how rare the n-grams of a line are among all lines of a sample. A line
 * is taken for a document and for its own query. An n-gram has two weights in a line:
 *
 * <ul>
 *   <li>BM25: {@code idf(g) tf (k1 + 1) / (tf + k1 (1 - b + b L))}; L is the line's length in
 *       n-grams divided by the mean length (Robertson and Zaragoza 2009).
 *   <li>Log entropy: {@code w(g) ln(1 + tf)}; w is {@link GramStatistics#entropyWeight} (Dumais
 *       1991).
 * </ul>
 *
 * <p>A plain sum over a line would rank lines by their length, and a mean would rank first the
 * lines of one rare word. So a part of the score is {@code Σ (weight - m)}, where m is the mean of
 * all weights in the sample: a usual n-gram takes away, a rare one adds. Each part is standardised
 * over the sample, and the score is the mean of the two.
 */
public final class GlobalRarity implements ScoredGrams {
  /** How soon further occurrences in a line count no more; the usual value of BM25. */
  static final double K1 = 1.2;

  /** How much the length of a line counts; the usual value of BM25. */
  static final double B = 0.75;

  private static final String MEANING =
      "global layer: lines of the shard's sample that hold the n-gram; usual: the median over the"
          + " lines of the mean over their n-grams";

  private final SampleGrams sample;
  private final Part bm25;
  private final Part logEntropy;
  private final double[] scores;
  private final double usualLines;

  /** Scores the lines of a sample by their texts; at least one. */
  public GlobalRarity(List<String> texts) {
    sample = SampleGrams.of(texts);
    bm25 = new Part(sample.lines().stream().map(this::bm25Weights).toList());
    logEntropy = new Part(sample.lines().stream().map(this::entropyWeights).toList());
    scores = new double[texts.size()];
    Arrays.setAll(scores, line -> (bm25.score(line) + logEntropy.score(line)) / 2);
    usualLines = median(sample.lines().stream().mapToDouble(this::meanLinesWith).toArray());
  }

  /** One of the two weights of every n-gram in every line, and the scale of its sums. */
  private static final class Part {
    private final List<double[]> weights;
    private final double usual;
    private final Standardization scale;

    Part(List<double[]> weights) {
      this.weights = weights;
      this.usual = weights.stream().flatMapToDouble(Arrays::stream).average().orElse(0);
      this.scale = Standardization.of(weights.stream().mapToDouble(this::raw).toArray());
    }

    private double raw(double[] line) {
      double sum = 0;
      for (double weight : line) {
        sum += weight - usual;
      }
      return sum;
    }

    double score(int line) {
      return scale.apply(raw(weights.get(line)));
    }

    /** The contribution of an n-gram to {@link #score}, which also has a constant. */
    double contribution(int line, int gram) {
      return (weights.get(line)[gram] - usual) / scale.scale();
    }

    double constant() {
      return scale.centre() / scale.scale();
    }
  }

  @Override
  public double[] scores() {
    return scores.clone();
  }

  /** The BM25 of each n-gram of a line. */
  double[] bm25Weights(Grams line) {
    double length = sample.statistics().relativeLength(line);
    double[] weights = new double[line.size()];
    for (int i = 0; i < weights.length; i++) {
      double tf = line.occurrences()[i];
      double saturated = tf * (K1 + 1) / (tf + K1 * (1 - B + B * length));
      weights[i] = sample.statistics().idf(line.numbers()[i]) * saturated;
    }
    return weights;
  }

  /** The log entropy of each n-gram of a line. */
  double[] entropyWeights(Grams line) {
    double[] weights = new double[line.size()];
    for (int i = 0; i < weights.length; i++) {
      double global = sample.statistics().entropyWeight(line.numbers()[i]);
      weights[i] = global * StrictMath.log1p(line.occurrences()[i]);
    }
    return weights;
  }

  private double meanLinesWith(Grams line) {
    return Arrays.stream(line.numbers()).map(sample.statistics()::linesWith).average().orElse(0);
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }

  /** The contribution of each n-gram of a line. They add up to its score plus {@link #constant}. */
  double[] contributions(int line) {
    double[] parts = new double[sample.lines().get(line).size()];
    Arrays.setAll(
        parts, gram -> (bm25.contribution(line, gram) + logEntropy.contribution(line, gram)) / 2);
    return parts;
  }

  /** The same for all lines: the centre of the two parts, each in its own scale. */
  double constant() {
    return (bm25.constant() + logEntropy.constant()) / 2;
  }

  @Override
  public List<Contribution> explain(int line) {
    int[] grams = sample.lines().get(line).numbers();
    double[] parts = contributions(line);
    List<Reason> reasons = new ArrayList<>();
    for (int i = 0; i < parts.length; i++) {
      reasons.add(
          new Reason(
              sample.nameOf(grams[i]),
              MEANING,
              sample.statistics().linesWith(grams[i]),
              usualLines,
              parts[i]));
    }
    return Reason.largest(reasons);
  }
}
