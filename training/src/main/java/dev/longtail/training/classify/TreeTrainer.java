package dev.longtail.training.classify;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * Grows boosted trees with XGBoost (Chen and Guestrin 2016) and hands them over as plain Java. Only
 * this class uses native memory, and all of it is freed before the method returns.
 *
 * <p>Each model is grown by one thread. With several threads, the order in which XGBoost adds up
 * gradients depends on their number, so the same data would give another model on another machine.
 * To use all cores, several models are grown side by side.
 */
final class TreeTrainer {
  private TreeTrainer() {}

  /**
   * The model trained on {@code rows}, in XGBoost's own JSON.
   *
   * @param rowWeights how much each row counts
   */
  static byte[] train(
      List<SparseRow> rows,
      boolean[] malicious,
      float[] rowWeights,
      int columns,
      BoostingSettings settings) {
    float[] labels = new float[malicious.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = malicious[i] ? 1 : 0;
    }
    DMatrix matrix = null;
    Booster booster = null;
    try {
      matrix = matrix(rows, columns);
      matrix.setLabel(labels);
      matrix.setWeight(rowWeights);
      booster = XGBoost.train(matrix, parameters(settings), settings.trees(), Map.of(), null, null);
      return booster.toByteArray("json");
    } catch (XGBoostError e) {
      throw new IllegalStateException("XGBoost refused " + rows.size() + " rows", e);
    } finally {
      if (booster != null) {
        booster.dispose();
      }
      if (matrix != null) {
        matrix.dispose();
      }
    }
  }

  /** The rows as XGBoost's compressed sparse rows; the caller disposes of it. */
  static DMatrix matrix(List<SparseRow> rows, int columnCount) throws XGBoostError {
    long[] starts = new long[rows.size() + 1];
    for (int r = 0; r < rows.size(); r++) {
      starts[r + 1] = starts[r] + rows.get(r).size();
    }
    int[] columns = new int[Math.toIntExact(starts[rows.size()])];
    float[] values = new float[columns.length];
    int at = 0;
    for (SparseRow row : rows) {
      for (int i = 0; i < row.size(); i++) {
        columns[at] = row.column(i);
        values[at++] = row.value(i);
      }
    }
    return new DMatrix(starts, columns, values, DMatrix.SparseType.CSR, columnCount, Float.NaN, 1);
  }

  private static Map<String, Object> parameters(BoostingSettings settings) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("objective", "binary:logistic");
    parameters.put("tree_method", "hist");
    parameters.put("max_depth", settings.depth());
    parameters.put("eta", settings.learningRate());
    parameters.put("subsample", settings.rowShare());
    parameters.put("colsample_bytree", settings.columnShare());
    parameters.put("seed", settings.seed());
    parameters.put("nthread", 1);
    parameters.put("verbosity", 1);
    return parameters;
  }
}
