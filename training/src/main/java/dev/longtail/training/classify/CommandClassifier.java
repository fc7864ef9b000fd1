package dev.longtail.training.classify;

import java.util.OptionalDouble;

/** Says how malicious a command line looks. Not thread-safe; use one instance per thread. */
@FunctionalInterface
public interface CommandClassifier {
  /** A score in [0, 1]; higher is more malicious. It depends only on the line and the model. */
  double score(String commandLine);

  /**
   * The score if it is at least {@code threshold}, else empty. It may be far cheaper than {@link
   * #score}, and is never different.
   */
  default OptionalDouble scoreFrom(double threshold, String commandLine) {
    double score = score(commandLine);
    return score >= threshold ? OptionalDouble.of(score) : OptionalDouble.empty();
  }
}
