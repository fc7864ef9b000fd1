package dev.longtail.labeler.admission;

import java.util.Locale;
import java.util.Optional;

/**
 * The classifier that is in use, which must agree that a line is benign before the line becomes
 * training data. It keeps out attacks that a judge took for harmless, and also what mining is for:
 * harmless lines that this classifier takes for attacks. {@code docs/concepts/labels.md} has the
 * price. Safe for use by several threads.
 */
public interface PresentClassifier extends AutoCloseable {
  /** Nobody has to agree. */
  PresentClassifier NONE = commandLine -> Optional.empty();

  /** How the reason of a line begins with which the classifier does not agree. */
  String OBJECTION = "classifier: ";

  /**
   * Why the classifier does not agree, beginning with {@link #OBJECTION}; empty if it does.
   *
   * @param commandLine the line as it was observed, not redacted
   */
  Optional<String> objection(String commandLine);

  /** What is written beside the lines that this classifier agreed with; empty if nobody had to. */
  default String name() {
    return "";
  }

  @Override
  default void close() {}

  /**
   * The reason for a line that scores too high.
   *
   * @param score from 0 to 1; higher is more malicious
   * @param limit a line with this score, or a higher one, is kept out
   */
  static String objection(double score, double limit) {
    return String.format(
        Locale.ROOT, "%smalicious: score %.4f, the limit is %s", OBJECTION, score, limit);
  }
}
