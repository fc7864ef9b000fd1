package dev.longtail.training.classify;

/** Says how malicious a command line looks. Not thread-safe; use one instance per thread. */
@FunctionalInterface
public interface CommandClassifier {
  /** A score in [0, 1]; higher is more malicious. It depends only on the line and the model. */
  double score(String commandLine);
}
