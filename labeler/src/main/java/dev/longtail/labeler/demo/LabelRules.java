package dev.longtail.labeler.demo;

import dev.longtail.labeler.admission.Vetoes;
import dev.longtail.labeler.client.Verdict;
import dev.longtail.labeler.rules.UserRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Verdicts by transparent rules on what a command line does. Not a model, and made to be seen
 * through: it stands in for one where none is at hand (the demo, tests).
 *
 * <p>In this order: the marks of an attack convict; marks that allow no harmless reading on sight
 * lead to an abstention; a line is benign only if every single command in it is known to be
 * harmless; all else is an abstention. The rules are written from knowledge of what programs do,
 * not fitted to any data.
 */
public final class LabelRules {
  private static final LabelRules BUILT_IN = with(UserRules.NONE);

  private final Vetoes vetoes;
  private final AttackMarks marks;
  private final HarmlessCommands harmless;

  private LabelRules(Vetoes vetoes, AttackMarks marks, HarmlessCommands harmless) {
    this.vetoes = vetoes;
    this.marks = marks;
    this.harmless = harmless;
  }

  /**
   * The rules that come with Longtail, and the user's.
   *
   * @throws dev.longtail.udfs.io.InputException if one of the user's is wrong, naming file, line,
   *     rule and field
   */
  public static LabelRules with(UserRules user) {
    return new LabelRules(Vetoes.with(user), AttackMarks.with(user), HarmlessCommands.with(user));
  }

  /**
   * A verdict and the rule behind it.
   *
   * @param verdict the verdict
   * @param rule the rule's name
   * @param explanation what the rule recognised
   */
  public record Judgement(Verdict verdict, String rule, String explanation) {
    public Judgement {
      Objects.requireNonNull(verdict, "verdict");
      if (rule.isBlank() || explanation.isBlank()) {
        throw new IllegalArgumentException("a judgement names its rule and its reason");
      }
    }
  }

  /** What the rules that come with Longtail say of {@code commandLine}. */
  public static Judgement judge(String commandLine) {
    return BUILT_IN.judgementOn(commandLine);
  }

  /** What the rules say of {@code commandLine}. */
  public Judgement judgementOn(String commandLine) {
    Optional<String> veto = vetoes.find(commandLine);
    if (veto.isPresent()) {
      return new Judgement(Verdict.MALICIOUS, "known attack", veto.get());
    }
    Optional<String> conviction = marks.conviction(commandLine);
    if (conviction.isPresent()) {
      return new Judgement(Verdict.MALICIOUS, "attack technique", conviction.get());
    }
    Optional<String> doubt = marks.doubt(commandLine);
    if (doubt.isPresent()) {
      return new Judgement(Verdict.ABSTAINED, "dual use", doubt.get());
    }
    return harmless
        .explain(commandLine)
        .map(what -> new Judgement(Verdict.BENIGN, "harmless commands only", what))
        .orElseGet(
            () ->
                new Judgement(
                    Verdict.ABSTAINED,
                    "unknown command",
                    "no rule knows every command of the line"));
  }

  /** What is wrong with the examples of the rules; empty if they all turn out as they say. */
  public List<String> misjudged() {
    List<String> failures = new ArrayList<>(vetoes.misjudged());
    failures.addAll(marks.misjudged());
    failures.addAll(harmless.misjudged());
    return failures;
  }
}
