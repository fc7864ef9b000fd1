package dev.longtail.detectors.window;

/** Scores how anomalous a command line is; higher is more anomalous. */
@FunctionalInterface
public interface LineScorer {
  /** Gives every line the same score, so that chance (the order of hashes) decides. */
  LineScorer INDIFFERENT = commandLine -> 0;

  /** The anomaly score of a line. */
  double score(String commandLine);
}
