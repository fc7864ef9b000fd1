package dev.longtail.labeler.client;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
   * exceptionally: every failure is {@link Verdict#ABSTAINED} with its reason, and says whether the
   * reason passes.
   *
   * @param commandLine the line as observed; the client redacts it
   */
  CompletableFuture<LabelResult> label(String commandLine);

  /**
   * The same for a line of a window, whose share of the budget pays for it. Who asks through
   * another client must hand the window on: questions without one share the budget of one window.
   *
   * @param window its start, in milliseconds since the epoch, or {@link SpentByWindow#NO_WINDOW}
   */
  default CompletableFuture<LabelResult> label(String commandLine, long window) {
    return label(commandLine);
  }

  /**
   * Why a question that is asked now would not be sent; empty if it would be. Asking all the same
   * is allowed, and ends as a passing abstention.
   */
  default Optional<Pause> pause() {
    return Optional.empty();
  }

  /**
   * A time in which nothing is sent.
   *
   * @param reason for people
   * @param least time until the client may send again; it may then be still too early
   */
  record Pause(String reason, Duration least) {}

  /**
   * The identity of the question about a line: lines with the same question cost one call together.
   * It is "" for a line that costs no call, and empty while the client does not know it.
   */
  default Optional<String> question(String commandLine) {
    return Optional.of("");
  }

  /**
   * Who answers, as part of the keys of kept verdicts: verdicts of clients with one identity may
   * stand for each other.
   */
  default String identity() {
    return VerdictCache.key(describe());
  }

  /**
   * What asking about a line would cost; one for each question that may be asked. Nothing is sent.
   */
  default List<Quote> quotes(String commandLine) {
    return List.of(Quote.NOT_ASKED);
  }

  /**
   * All questions about a line, as {@link #question}: more than one if several judges are asked.
   */
  default Optional<Set<String>> questions(String commandLine) {
    return question(commandLine).map(Set::of);
  }

  /** What this client has done since it was opened. */
  default LabelFigures figures() {
    return LabelFigures.NONE;
  }

  /** Whether the endpoint has failed so often that nothing is sent for now, or one trial. */
  default boolean isBreakerOpen() {
    return false;
  }

  /** Whether the judge called a known attack benign, so that nothing is asked any more. */
  default boolean isHalted() {
    return false;
  }

  /**
   * The judge was halted: its benign verdicts that are remembered or in the journal are forgotten,
   * and those that still come are not believed. Who asks again after another start pays again.
   */
  default void distrust() {}

  /** Who answers, for reports, e.g. {@code rules, not a model}. */
  String describe();

  /** Frees the client's threads and connections; calls still in flight end as abstentions. */
  @Override
  void close();
}
