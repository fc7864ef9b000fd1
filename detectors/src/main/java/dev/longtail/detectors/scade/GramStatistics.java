package dev.longtail.detectors.scade;

import java.util.List;

/**
 * How the n-grams of a sample are distributed over its lines.
 *
 * <p>The sums run in the order of the lines, so the same sample in the same order gives the same
 * numbers, bit by bit.
 */
final class GramStatistics {
  private final int lines;
  private final double meanLength;
  private final int[] linesWith;
  private final long[] occurrences;

  /** Of each n-gram, the sum of {@code tf ln tf} over the lines. */
  private final double[] spread;

  /**
   * Counts.
   *
   * @param sample the n-grams of each line; at least one line
   * @param grams number of different n-grams
   */
  GramStatistics(List<Grams> sample, int grams) {
    lines = sample.size();
    linesWith = new int[grams];
    occurrences = new long[grams];
    spread = new double[grams];
    long length = 0;
    for (Grams line : sample) {
      for (int i = 0; i < line.size(); i++) {
        int gram = line.numbers()[i];
        int times = line.occurrences()[i];
        linesWith[gram]++;
        occurrences[gram] += times;
        if (times > 1) {
          spread[gram] += times * StrictMath.log(times);
        }
        length += times;
      }
    }
    meanLength = (double) length / lines;
  }

  /** Number of lines. */
  int lines() {
    return lines;
  }

  /** Number of lines that hold the n-gram. */
  int linesWith(int gram) {
    return linesWith[gram];
  }

  /**
   * The inverse document frequency of BM25, {@code ln(1 + (N - df + 0.5) / (df + 0.5))}: N lines,
   * df of them with the n-gram (Robertson and Zaragoza 2009, in the form that is never negative).
   */
  double idf(int gram) {
    int with = linesWith[gram];
    return StrictMath.log1p((lines - with + 0.5) / (with + 0.5));
  }

  /**
   * The global weight of log entropy, {@code 1 + Σ p ln p / ln N} with {@code p = tf / gf}, the
   * share of a line in all occurrences of the n-gram (Dumais 1991). 1: all are in one line. 0: they
   * are spread evenly over all lines.
   */
  double entropyWeight(int gram) {
    if (lines == 1 || linesWith[gram] == 1) {
      return 1;
    }
    double all = occurrences[gram];
    double negativeEntropy = spread[gram] / all - StrictMath.log(all);
    return Math.max(0, 1 + negativeEntropy / StrictMath.log(lines));
  }

  /** The length of a line compared with the mean: 1 is a line of the mean length. */
  double relativeLength(Grams line) {
    return meanLength == 0 ? 1 : line.length() / meanLength;
  }
}
