package dev.longtail.detectors.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;

/**
 * A table whose outliers are known.
 *
 * @param rows values without the label
 * @param isOutlier by row
 */
public record LabelledTable(float[][] rows, boolean[] isOutlier) {
  /**
   * A table beside the checkout whose last column is 1 for outliers; the test is skipped where
   * there is none.
   */
  public static LabelledTable shared(String name) throws IOException {
    Path csv = Path.of("../../shared/data/detectors/" + name + ".csv");
    Assumptions.assumeTrue(Files.exists(csv), "no detector tables beside the checkout");
    List<String[]> lines =
        Files.readAllLines(csv).stream()
            .filter(line -> !line.startsWith("#"))
            .map(line -> line.split(","))
            .toList();
    float[][] rows = new float[lines.size()][];
    boolean[] isOutlier = new boolean[rows.length];
    for (int i = 0; i < rows.length; i++) {
      String[] fields = lines.get(i);
      rows[i] = new float[fields.length - 1];
      for (int c = 0; c < rows[i].length; c++) {
        rows[i][c] = Float.parseFloat(fields[c]);
      }
      isOutlier[i] = Double.parseDouble(fields[fields.length - 1]) > 0;
    }
    return new LabelledTable(rows, isOutlier);
  }

  /** Mean AUROC over ten seeds. */
  public double meanAuroc(Detector detector) {
    FeatureTable sample = FeatureTable.of(rows);
    return meanAuroc(10, seed -> detector.fit(sample, seed));
  }

  /** Mean AUROC of the models of the first {@code seeds} seeds. */
  public double meanAuroc(int seeds, IntFunction<AnomalyModel> fit) {
    return IntStream.range(0, seeds)
        .mapToDouble(seed -> auroc(fit.apply(seed)))
        .average()
        .orElseThrow();
  }

  /** The probability that an outlier scores above another row, ties counting one half. */
  public double auroc(AnomalyModel model) {
    double[] scores = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      scores[i] = model.score(rows[i]);
    }
    int[] order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted((i, j) -> Double.compare(scores[i], scores[j]))
            .mapToInt(i -> i)
            .toArray();
    double rankSum = 0;
    long outliers = 0;
    for (int i = 0, j = 0; i < order.length; i = j) {
      while (j < order.length && scores[order[j]] == scores[order[i]]) {
        j++;
      }
      for (int at = i; at < j; at++) {
        if (isOutlier[order[at]]) {
          rankSum += (i + 1 + j) / 2.0;
          outliers++;
        }
      }
    }
    double pairs = (double) outliers * (scores.length - outliers);
    return (rankSum - outliers * (outliers + 1) / 2.0) / pairs;
  }

  public static float[][] gaussian(int rows, int columns, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[][] table = new float[rows][columns];
    for (float[] row : table) {
      for (int i = 0; i < columns; i++) {
        row[i] = (float) random.nextGaussian();
      }
    }
    return table;
  }
}
