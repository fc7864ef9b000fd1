package dev.longtail.labeler.client;

import java.util.concurrent.CompletableFuture;

/**
 * Asks someone for the verdict on a command line.
 *
 * <p>Thread-safe. Implementations bound the time a verdict may take; callers bound how many they
 * ask for at once.
 */
public interface LabelClient extends AutoCloseable {
  /**
   * The verdict on {@code commandLine}. The future never completes exceptionally and this method
   * never throws: every failure is {@link Verdict#ABSTAINED} with its reason.
   *
   * @param commandLine as it was observed; redaction is the client's business
   */
  CompletableFuture<LabelResult> label(String commandLine);

  /** Who answers, for reports, e.g. {@code rules, not a model}. */
  String describe();

  /** Frees the client's threads and connections; what is still in flight is abstained. */
  @Override
  void close();
}
