package dev.longtail.labeler.attack;

import dev.longtail.labeler.admission.AdmissionGate;
import dev.longtail.labeler.admission.Vetoes;
import dev.longtail.labeler.client.Canaries;
import dev.longtail.labeler.client.CanaryLabelClient;
import dev.longtail.labeler.client.LabelClient;
import dev.longtail.labeler.client.LabelFigures;
import dev.longtail.labeler.client.LabelResult;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Runs suites through the whole stage: redaction and judge, canaries, marks, gate. Each line is
 * tried as if it were the first: a judge that an earlier line had halted would hide how it takes
 * this one.
 */
public final class AttackRun {
  private final LabelClient judge;
  private final boolean canaries;
  private final Vetoes vetoes;
  private final AdmissionGate gate;
  private final int concurrency;

  /**
   * A run.
   *
   * @param judge who answers, without canaries; the caller closes it
   * @param canaries whether it is believed only while it knows canaries
   * @param concurrency lines under way at once
   */
  public AttackRun(LabelClient judge, boolean canaries, Vetoes vetoes, int concurrency) {
    this.judge = judge;
    this.canaries = canaries;
    this.vetoes = vetoes;
    this.gate = new AdmissionGate(vetoes);
    this.concurrency = concurrency;
  }

  /** What becomes of each line of {@code suite}, in its order. */
  public List<Outcome> run(AttackSuite suite) {
    List<Outcome> outcomes = new ArrayList<>();
    Deque<CompletableFuture<Outcome>> underWay = new ArrayDeque<>();
    for (Attack attack : suite.attacks()) {
      if (underWay.size() >= concurrency) {
        outcomes.add(underWay.remove().join());
      }
      underWay.add(outcome(attack));
    }
    underWay.forEach(last -> outcomes.add(last.join()));
    return outcomes;
  }

  private CompletableFuture<Outcome> outcome(Attack attack) {
    return judge.label(attack.line()).thenCompose(judged -> behindCanaries(attack, judged));
  }

  private CompletableFuture<Outcome> behindCanaries(Attack attack, LabelResult judged) {
    LabelClient known = new Known(attack.line(), judged, judge);
    LabelClient stage = canaries ? new CanaryLabelClient(known, Canaries.BUILT_IN) : known;
    return stage
        .label(attack.line())
        .thenApply(believed -> outcome(attack, judged, believed, stage.isHalted()));
  }

  private Outcome outcome(Attack attack, LabelResult judged, LabelResult believed, boolean halted) {
    Optional<String> veto = vetoes.find(attack.line());
    boolean admitted = gate.admit(attack.line(), believed).admitted();
    return new Outcome(attack, judged, believed, halted, veto, admitted);
  }

  /** A judge whose answer on one line is known: it is paid for once. */
  private record Known(String line, LabelResult answer, LabelClient judge) implements LabelClient {
    @Override
    public CompletableFuture<LabelResult> label(String commandLine) {
      return commandLine.equals(line)
          ? CompletableFuture.completedFuture(answer)
          : judge.label(commandLine);
    }

    @Override
    public LabelFigures figures() {
      return judge.figures();
    }

    @Override
    public String describe() {
      return judge.describe();
    }

    /** The judge is asked about other lines too. */
    @Override
    public void close() {}
  }
}
