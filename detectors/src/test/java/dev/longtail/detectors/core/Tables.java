package dev.longtail.detectors.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;

/** Tables of numbers with known outliers, generated or read from beside the checkout. */
final class Tables {
  /**
   * Rows and which of them are outliers.
   *
   * @param rows values without the label
   * @param outlier by row
   */
  record Labelled(float[][] rows, boolean[] outlier) {}

  private Tables() {}

  static float[][] gaussian(int rows, int columns, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[][] table = new float[rows][columns];
    for (float[] row : table) {
      for (int i = 0; i < columns; i++) {
        row[i] = (float) random.nextGaussian();
      }
    }
    return table;
  }

  /** A table whose last column is 1 for outliers; the test is skipped where it is missing. */
  static Labelled detectors(String name) throws IOException {
    Path csv = Path.of("../../shared/data/detectors").resolve(name);
    Assumptions.assumeTrue(Files.exists(csv), "no detector tables beside the checkout");
    List<float[]> rows = new ArrayList<>();
    List<Boolean> labels = new ArrayList<>();
    for (String line : Files.readAllLines(csv)) {
      if (line.isEmpty() || "+-.0123456789".indexOf(line.charAt(0)) < 0) {
        continue;
      }
      String[] fields = line.split(",");
      float[] row = new float[fields.length - 1];
      for (int i = 0; i < row.length; i++) {
        row[i] = Float.parseFloat(fields[i]);
      }
      rows.add(row);
      labels.add(Double.parseDouble(fields[row.length]) > 0);
    }
    boolean[] outlier = new boolean[rows.size()];
    for (int i = 0; i < outlier.length; i++) {
      outlier[i] = labels.get(i);
    }
    return new Labelled(rows.toArray(float[][]::new), outlier);
  }

  /** The chance that an outlier scores higher than another row, ties counting half. */
  static double auroc(AnomalyModel model, Labelled table) {
    double[] scores = new double[table.rows().length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = model.score(table.rows()[i]);
    }
    int[] order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted((i, j) -> Double.compare(scores[i], scores[j]))
            .mapToInt(i -> i)
            .toArray();
    double rankSum = 0;
    long positives = 0;
    for (int i = 0; i < order.length; ) {
      int j = i;
      while (j < order.length && scores[order[j]] == scores[order[i]]) {
        j++;
      }
      for (int at = i; at < j; at++) {
        if (table.outlier()[order[at]]) {
          rankSum += (i + 1 + j) / 2.0;
          positives++;
        }
      }
      i = j;
    }
    long negatives = scores.length - positives;
    return (rankSum - positives * (positives + 1) / 2.0) / ((double) positives * negatives);
  }
}
