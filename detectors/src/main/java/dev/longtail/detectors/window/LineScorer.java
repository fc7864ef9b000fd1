package dev.longtail.detectors.window;

/** Says how anomalous a command line is; higher is more anomalous. */
@FunctionalInterface
public interface LineScorer {
  /** To which every line is as anomalous as any other, so that chance decides. */
  LineScorer INDIFFERENT = commandLine -> 0;

  /** The anomaly score of a line. */
  double score(String commandLine);
}
