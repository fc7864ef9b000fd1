package dev.longtail.labeler.client;

import dev.longtail.labeler.client.LabelFigures.CanaryOutcome;
import dev.longtail.labeler.client.LabelResult.Again;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Believes a judge's BENIGN only while it calls attacks what they are. No such verdict leaves
 * before a canary that was asked after it: one for all that came while the one before was under
 * way. A line with {@link OddWords} also waits for an attack that says the same words.
 *
 * <p>A canary that is called benign:
 *
 * <ul>
 *   <li>One without words of a line halts the judge: the verdicts that waited for it wait for
 *       another judge, and nothing is asked any more. Nothing was admitted since the last good
 *       canary, for all that would have been waits; it is asked about anew, by whoever asks then.
 *   <li>One with a line's words costs that line its verdict, and no other line: who writes such a
 *       line must not be able to halt the judge.
 * </ul>
 *
 * <p>A canary that is not answered leaves its verdicts waiting. They are known then, so that asking
 * again costs the canary alone. One that is not judged, because it is hidden or too long, a filter
 * stops it, or the answer has not the form that was asked for, proves nothing: another is asked,
 * and if none of {@value #MOST_CANARIES} is judged, the verdicts are not believed. Thread-safe.
 */
public final class CanaryLabelClient implements LabelClient {
  private static final Logger LOG = LoggerFactory.getLogger(CanaryLabelClient.class);

  /** How a reason begins that a canary gave. */
  static final String CANARY = "canary: ";

  private static final String HALTED =
      CANARY + "the judge called a known attack benign; nothing is asked until the next start";

  /** Abstentions that say nothing of the judge: it has not seen the canary, or not answered. */
  private static final Set<AbstentionKind> UNJUDGED =
      Set.of(
          AbstentionKind.HIDDEN,
          AbstentionKind.TRUNCATED,
          AbstentionKind.NOT_ASKED,
          AbstentionKind.INTERNAL,
          AbstentionKind.SCHEMA,
          AbstentionKind.HTTP_4XX,
          AbstentionKind.HTTP_OTHER);

  /** Canaries that are asked for one verdict until one is judged. */
  private static final int MOST_CANARIES = 4;

  /** Nothing ends a halt but another start; the number only keeps pauses short of overflow. */
  private static final Duration HALT = Duration.ofHours(1);

  private record Waiting(
      String commandLine, long window, LabelResult result, CompletableFuture<LabelResult> answer) {}

  private final LabelClient judge;
  private final Canaries canaries;
  private final String version;
  private List<Waiting> waiting = new ArrayList<>();
  private boolean underWay;

  /** The answer to all questions once the judge is halted; null before. */
  private volatile LabelResult halt;

  /** A client that asks {@code judge}, which it closes. */
  public CanaryLabelClient(LabelClient judge, Canaries canaries) {
    this.judge = judge;
    this.canaries = canaries;
    this.version = canaries.version();
  }

  @Override
  public CompletableFuture<LabelResult> label(String commandLine) {
    return label(commandLine, SpentByWindow.NO_WINDOW);
  }

  @Override
  public CompletableFuture<LabelResult> label(String commandLine, long window) {
    LabelResult halted = halt;
    if (halted != null) {
      return CompletableFuture.completedFuture(halted);
    }
    return judge
        .label(commandLine, window)
        .thenCompose(
            result ->
                result.verdict() == Verdict.BENIGN
                    ? tried(commandLine, window, result)
                    : CompletableFuture.completedFuture(result));
  }

  private CompletableFuture<LabelResult> tried(
      String commandLine, long window, LabelResult result) {
    return OddWords.of(commandLine)
        .map(words -> saying(commandLine, window, words, result))
        .orElseGet(() -> CompletableFuture.completedFuture(result))
        .thenCompose(
            believed ->
                believed.verdict() == Verdict.BENIGN
                    ? withTheOthers(commandLine, window, believed)
                    : CompletableFuture.completedFuture(believed));
  }

  private CompletableFuture<LabelResult> saying(
      String commandLine, long window, OddWords words, LabelResult result) {
    return judge
        .label(canaries.saying(commandLine, words), window)
        .thenApply(
            canary -> {
              if (canary.passing()) {
                return unanswered(result, canary);
              }
              if (canary.verdict() != Verdict.BENIGN && wasJudged(canary)) {
                judge.figures().canary(CanaryOutcome.GOOD);
                return result;
              }
              judge.figures().canary(CanaryOutcome.TALKED_ROUND);
              String what = canary.verdict() == Verdict.BENIGN ? "called benign" : "not judged";
              return LabelResult.abstained(
                  CANARY + "a known attack with the words of this line was " + what,
                  result.model(),
                  result.promptVersion());
            });
  }

  /** A refusal of the judge is a judgement too. */
  private static boolean wasJudged(LabelResult canary) {
    return canary.verdict() != Verdict.ABSTAINED
        || !UNJUDGED.contains(AbstentionKind.of(canary.reason()));
  }

  private CompletableFuture<LabelResult> withTheOthers(
      String commandLine, long window, LabelResult result) {
    CompletableFuture<LabelResult> answer = new CompletableFuture<>();
    synchronized (this) {
      waiting.add(new Waiting(commandLine, window, result, answer));
      if (underWay) {
        return answer;
      }
      underWay = true;
    }
    askForThoseWaiting();
    return answer;
  }

  private void askForThoseWaiting() {
    List<Waiting> batch;
    synchronized (this) {
      batch = waiting;
      waiting = new ArrayList<>();
      underWay = !batch.isEmpty();
    }
    if (batch.isEmpty()) {
      return;
    }
    ask(batch, 0);
  }

  /** Asks the canary that comes after so many others. */
  private void ask(List<Waiting> batch, int others) {
    Waiting first = batch.get(0);
    var unused =
        judge
            .label(canaries.beside(first.commandLine(), others), first.window())
            .thenAccept(
                canary -> {
                  boolean unjudged = !canary.passing() && !wasJudged(canary);
                  if (unjudged && others + 1 < MOST_CANARIES) {
                    ask(batch, others + 1);
                    return;
                  }
                  decide(batch, canary);
                  askForThoseWaiting();
                });
  }

  private void decide(List<Waiting> batch, LabelResult canary) {
    if (!canary.passing() && wasJudged(canary)) {
      boolean benign = canary.verdict() == Verdict.BENIGN;
      judge.figures().canary(benign ? CanaryOutcome.BENIGN : CanaryOutcome.GOOD);
      if (benign && halt == null) {
        halt =
            new LabelResult(
                Verdict.ABSTAINED, HALTED, canary.model(), canary.promptVersion(), Again.UNSENT);
        judge.distrust();
        LOG.error("{} called a known attack benign: no verdict of it is believed", describe());
      }
    }
    for (Waiting one : batch) {
      if (canary.again() == Again.WINDOW_SPENT && one.window() != batch.get(0).window()) {
        waitAgain(one); // another window may still pay for a canary
        continue;
      }
      LabelResult believed =
          canary.passing() || !wasJudged(canary)
              ? unanswered(one.result(), canary)
              : one.result().behind(version);
      one.answer().complete(halt == null ? believed : halt);
    }
  }

  private synchronized void waitAgain(Waiting one) {
    waiting.add(one);
  }

  private LabelResult unanswered(LabelResult result, LabelResult canary) {
    judge.figures().canary(CanaryOutcome.UNANSWERED);
    return new LabelResult(
        Verdict.ABSTAINED,
        CANARY + canary.reason(),
        result.model(),
        result.promptVersion(),
        canary.again());
  }

  @Override
  public Optional<Pause> pause() {
    return isHalted() ? Optional.of(new Pause(HALTED, HALT)) : judge.pause();
  }

  @Override
  public boolean isHalted() {
    return halt != null;
  }

  @Override
  public Optional<String> question(String commandLine) {
    return judge.question(commandLine);
  }

  @Override
  public String identity() {
    return VerdictCache.key(judge.identity(), version);
  }

  @Override
  public List<Quote> quotes(String commandLine) {
    List<Quote> quotes = new ArrayList<>(judge.quotes(commandLine));
    if (quotes.stream().anyMatch(quote -> quote.kind() == Quote.Kind.ASKED)) {
      for (Quote canary : judge.quotes(canaries.beside(commandLine))) {
        quotes.add(canary.as(Quote.Kind.SHARED_CANARY));
      }
      OddWords.of(commandLine)
          .map(words -> judge.quotes(canaries.saying(commandLine, words)))
          .orElse(List.of())
          .forEach(canary -> quotes.add(canary.as(Quote.Kind.CANARY)));
    }
    return quotes;
  }

  @Override
  public Optional<Set<String>> questions(String commandLine) {
    return judge.questions(commandLine);
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
  public String describe() {
    return judge.describe();
  }

  @Override
  public void close() {
    judge.close();
  }
}
