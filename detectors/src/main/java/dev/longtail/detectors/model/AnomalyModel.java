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
   * How much each feature adds to the score: positive made the row stand out, negative made it look
   * usual. They explain one score by its own features and compare within one row only.
   *
   * @param row as for {@link #score}
   * @param out gets a value for each column
   */
  void contributions(float[] row, double[] out);
}
