package dev.longtail.training.classify;

/** Says how malicious a command line looks. Not thread-safe; one instance a thread. */
@FunctionalInterface
public interface CommandClassifier {
  /** A score in [0, 1]; higher is more malicious. A function of the line and the model alone. */
  double score(String commandLine);
}
