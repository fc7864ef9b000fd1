package dev.longtail.detectors.core;

import dev.longtail.udfs.core.ExpertFeatures;

/** Turns a command line into the row of features that a detector sees. One instance a thread. */
public interface FeatureExtractor {
  /** The features of {@code commandLine}, owned by the caller. */
  double[] extract(String commandLine);

  /** The expert features of the full scale. */
  static FeatureExtractor expert() {
    ExpertFeatures features = new ExpertFeatures();
    return commandLine -> {
      double[] row = new double[ExpertFeatures.count()];
      features.extract(commandLine, row);
      return row;
    };
  }
}
