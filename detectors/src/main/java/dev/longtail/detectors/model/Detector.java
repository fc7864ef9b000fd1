package dev.longtail.detectors.model;

import java.io.Serializable;

/** Learns the usual lines of a window, then scores how unusual a line is. */
public interface Detector extends Serializable {
  /** Name in results, e.g. {@code isolation-forest}. */
  String name();

  /**
   * Fits a model.
   *
   * @param sample the rows, at least one; not kept
   * @param seed decides every random choice: the same sample and seed give the same model
   */
  AnomalyModel fit(FeatureTable sample, long seed);
}
