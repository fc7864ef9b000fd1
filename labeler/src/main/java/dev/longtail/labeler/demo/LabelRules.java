package dev.longtail.labeler.demo;

import dev.longtail.labeler.admission.CommandMark;
import dev.longtail.labeler.admission.Readings;
import dev.longtail.labeler.admission.Vetoes;
import dev.longtail.labeler.client.Verdict;
import java.util.Locale;
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
  private LabelRules() {}

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

  /** What the rules say of {@code commandLine}. */
  public static Judgement judge(String commandLine) {
    Optional<String> veto = Vetoes.find(commandLine);
    if (veto.isPresent()) {
      return new Judgement(Verdict.MALICIOUS, "known attack", veto.get());
    }
    for (Readings.Reading reading : Readings.of(commandLine)) {
      for (CommandMark mark : AttackMarks.CONVICTING) {
        if (mark.isOn(reading.text())) {
          return new Judgement(Verdict.MALICIOUS, "attack technique", mark.name());
        }
      }
    }
    String lower = commandLine.toLowerCase(Locale.ROOT);
    for (CommandMark mark : AttackMarks.DOUBTFUL) {
      if (mark.isOn(lower)) {
        return new Judgement(Verdict.ABSTAINED, "dual use", mark.name());
      }
    }
    return HarmlessCommands.explain(commandLine)
        .map(what -> new Judgement(Verdict.BENIGN, "harmless commands only", what))
        .orElseGet(
            () ->
                new Judgement(
                    Verdict.ABSTAINED,
                    "unknown command",
                    "no rule knows every command of the line"));
  }
}
