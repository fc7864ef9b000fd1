package dev.longtail.labeler.client;

import java.util.concurrent.CompletableFuture;

/**
 * Asks a labeler for the verdict on a command line.
 *
 * <p>Thread-safe. Implementations bound the time a verdict may take. Callers bound the number of
 * questions under way at once.
 */
public interface LabelClient extends AutoCloseable {
  /**
   * The verdict on {@code commandLine}. This method never throws and the future never completes
   * exceptionally: every failure is {@link Verdict#ABSTAINED} with its reason.
   *
   * @param commandLine the line as observed; the client redacts it
   */
  CompletableFuture<LabelResult> label(String commandLine);

  /** Who answers, for reports, e.g. {@code rules, not a model}. */
  String describe();

  /** Frees the client's threads and connections; calls still in flight end as abstentions. */
  @Override
  void close();
}
