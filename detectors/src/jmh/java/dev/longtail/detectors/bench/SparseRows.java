package dev.longtail.detectors.bench;

import dev.longtail.detectors.model.FeatureTable;
import dev.longtail.udfs.features.FeatureRow;
import java.util.SplittableRandom;

/** Rows of about 60 counts in 2,192 columns, the first of them the most common. */
final class SparseRows {
  static final int ROWS = 4096;
  static final int COLUMNS = 2192;
  private static final int SET = 60;

  private final int[][] columns = new int[ROWS][SET];
  private final float[][] values = new float[ROWS][SET];

  SparseRows() {
    SplittableRandom random = new SplittableRandom(1);
    for (int row = 0; row < ROWS; row++) {
      for (int i = 0; i < SET; i++) {
        double uniform = random.nextDouble();
        columns[row][i] = (int) (COLUMNS * uniform * uniform * uniform);
        values[row][i] = 1 + random.nextInt(4);
      }
    }
  }

  void copy(int from, FeatureRow to) {
    to.clear();
    for (int i = 0; i < SET; i++) {
      if (to.values()[columns[from][i]] == 0) {
        to.set(columns[from][i], values[from][i]);
      }
    }
  }

  FeatureTable.Sparse table() {
    FeatureTable.Sparse table = new FeatureTable.Sparse(COLUMNS);
    FeatureRow row = new FeatureRow(COLUMNS);
    for (int i = 0; i < ROWS; i++) {
      copy(i, row);
      table.add(row);
    }
    return table;
  }

  float[][] dense() {
    FeatureTable table = table();
    float[][] rows = new float[ROWS][COLUMNS];
    for (int i = 0; i < ROWS; i++) {
      table.copyRow(i, rows[i]);
    }
    return rows;
  }
}
