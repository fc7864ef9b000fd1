package dev.longtail.labeler.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** A client without a network: a test answers each question itself, or by a rule. */
public final class ScriptedClient implements LabelClient {
  /** A question that was asked. */
  public record Asked(String line, CompletableFuture<LabelResult> answer) {}

  private final List<Asked> asked = new ArrayList<>();
  private Function<String, LabelResult> rule = line -> null;
  private Optional<Pause> pause = Optional.empty();

  /** Answers every question at once; a null leaves the question open. */
  public synchronized void answerBy(Function<String, LabelResult> answers) {
    rule = answers;
  }

  public synchronized void pauseFor(String reason, Duration least) {
    pause = Optional.of(new Pause(reason, least));
  }

  public synchronized void goOn() {
    pause = Optional.empty();
  }

  /** The questions so far, in order. */
  public synchronized List<Asked> asked() {
    return List.copyOf(asked);
  }

  public synchronized List<String> lines() {
    return asked.stream().map(Asked::line).toList();
  }

  @Override
  public synchronized CompletableFuture<LabelResult> label(String commandLine) {
    CompletableFuture<LabelResult> answer = new CompletableFuture<>();
    asked.add(new Asked(commandLine, answer));
    LabelResult known = rule.apply(commandLine);
    if (known != null) {
      answer.complete(known);
    }
    return answer;
  }

  @Override
  public synchronized Optional<Pause> pause() {
    return pause;
  }

  @Override
  public Optional<String> question(String commandLine) {
    return Optional.of(commandLine);
  }

  @Override
  public String describe() {
    return "a script";
  }

  @Override
  public void close() {}

  public static LabelResult benign() {
    return new LabelResult(Verdict.BENIGN, "harmless", "m", "p");
  }

  public static LabelResult passing(String reason, LabelResult.Again again) {
    return new LabelResult(Verdict.ABSTAINED, reason, "m", "p", again);
  }
}
