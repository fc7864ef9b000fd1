package dev.longtail.detectors.core;

/** A fitted detector. Scores of models that were fitted on other samples of a window compare. */
public interface AnomalyModel {
  /** The anomaly score of a row of features; higher is more anomalous. */
  double score(double[] row);
}
