package dev.longtail.detectors.model;

/** A fitted detector. Not thread-safe: a model may keep buffers from row to row. */
public interface AnomalyModel {
  /**
   * The anomaly score of a row of features; higher is more anomalous.
   *
   * @param row as many values as the table had columns; not changed
   */
  double score(float[] row);

  /**
   * The contribution of each feature to the score: positive if it made the row stand out, negative
   * if it made the row look usual. Contributions explain one score. Compare them within one row
   * only.
   *
   * @param row as for {@link #score}
   * @param out gets a value for each column
   */
  void contributions(float[] row, double[] out);
}
