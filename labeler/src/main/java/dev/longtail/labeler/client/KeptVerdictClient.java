package dev.longtail.labeler.client;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Answers what is kept, and keeps what its judge says. It stands before the canaries: a verdict is
 * kept after it was let through, and under a key that names them, so that a run with canaries
 * believes no verdict that none has seen.
 */
final class KeptVerdictClient implements LabelClient {
  private final LabelClient judge;
  private final StoredVerdicts kept;

  /** A client that asks {@code judge}, and closes both. */
  KeptVerdictClient(LabelClient judge, StoredVerdicts kept) {
    this.judge = judge;
    this.kept = kept;
  }

  @Override
  public CompletableFuture<LabelResult> label(String commandLine) {
    return label(commandLine, SpentByWindow.NO_WINDOW);
  }

  @Override
  public CompletableFuture<LabelResult> label(String commandLine, long window) {
    Optional<LabelResult> known = key(commandLine).flatMap(kept::get);
    if (known.isPresent()) {
      judge.figures().cached();
      return CompletableFuture.completedFuture(known.get());
    }
    return judge.label(commandLine, window).thenApply(result -> keep(commandLine, result));
  }

  private LabelResult keep(String commandLine, LabelResult result) {
    if (result.verdict() != Verdict.ABSTAINED) {
      key(commandLine).ifPresent(key -> kept.put(key, judge.identity(), result));
    }
    // Asked after the verdict is kept: whoever was let through while the judge was halted goes too.
    if (judge.isHalted()) {
      kept.forget(judge.identity());
    }
    return result;
  }

  /** Empty while the judge is not known, and for a line that is not asked about. */
  private Optional<String> key(String commandLine) {
    return judge
        .question(commandLine)
        .filter(question -> !question.isEmpty())
        .map(question -> VerdictCache.key(judge.identity(), question));
  }

  @Override
  public List<Quote> quotes(String commandLine) {
    return key(commandLine).flatMap(kept::get).isPresent()
        ? List.of(Quote.KNOWN)
        : judge.quotes(commandLine);
  }

  @Override
  public Optional<Pause> pause() {
    return judge.pause();
  }

  @Override
  public Optional<String> question(String commandLine) {
    return judge.question(commandLine);
  }

  @Override
  public String identity() {
    return judge.identity();
  }

  @Override
  public LabelFigures figures() {
    return judge.figures();
  }

  @Override
  public boolean isBreakerOpen() {
    return judge.isBreakerOpen();
  }

  @Override
  public boolean isHalted() {
    return judge.isHalted();
  }

  @Override
  public String describe() {
    return judge.describe();
  }

  @Override
  public void close() {
    judge.close();
    kept.close();
  }
}
