package dev.longtail.labeler.demo;

import dev.longtail.labeler.admission.Vetoes;
import dev.longtail.labeler.client.Verdict;
import dev.longtail.labeler.rules.UserRules;
import dev.longtail.udfs.marks.AttackMarks;
import dev.longtail.udfs.rules.RuleFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Verdicts by transparent rules on what a command line does. It is no model. It replaces a model
 * where none is available (the demo, tests).
 *
 * <p>The rules apply in this order. A mark of an attack convicts. A mark of something that cannot
 * be judged at sight leads to an abstention. A line is benign only if every command in it is known
 * to be harmless. Every other line is an abstention. The rules come from knowledge of what programs
 * do; they are not fitted to any data. A script that PowerShell gets in base64 is judged by what it
 * says.
 *
 * <p>Their name is that of their content: verdicts kept of other rules are not taken for theirs.
 */
public final class LabelRules implements LocalJudge {
  static final LabelRules BUILT_IN = with(UserRules.NONE);

  private final String model;
  private final Vetoes vetoes;
  private final DoubtfulMarks doubtful;
  private final HarmlessCommands harmless;

  private LabelRules(
      String model, Vetoes vetoes, DoubtfulMarks doubtful, HarmlessCommands harmless) {
    this.model = model;
    this.vetoes = vetoes;
    this.doubtful = doubtful;
    this.harmless = harmless;
  }

  /**
   * The rules that come with Longtail, and the user's.
   *
   * @throws dev.longtail.udfs.io.InputException if a rule of the user is wrong, naming file, line,
   *     rule and field
   */
  public static LabelRules with(UserRules user) {
    return new LabelRules(
        modelOf(user), Vetoes.with(user), DoubtfulMarks.with(user), HarmlessCommands.with(user));
  }

  private static String modelOf(UserRules user) {
    List<String> builtIn = new ArrayList<>(AttackMarks.texts());
    builtIn.addAll(
        RuleFile.textsOf(LabelRules.class, List.of(DoubtfulMarks.FILE, HarmlessCommands.FILE)));
    return "longtail-rules-" + user.digest(builtIn);
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

  /** The judgement of the built-in rules on {@code commandLine}. */
  public static Judgement judge(String commandLine) {
    return BUILT_IN.judgementOn(commandLine);
  }

  @Override
  public String model() {
    return model;
  }

  @Override
  public String who() {
    return "rules, not a model";
  }

  /** The judgement of these rules on {@code commandLine}. */
  @Override
  public Judgement judgementOn(String commandLine) {
    Optional<String> veto = vetoes.find(commandLine);
    if (veto.isPresent()) {
      return new Judgement(Verdict.MALICIOUS, "attack", veto.get());
    }
    Optional<String> script = EncodedScript.of(commandLine);
    Optional<String> doubt = doubtful.find(script.orElse(commandLine));
    if (doubt.isPresent()) {
      return new Judgement(Verdict.ABSTAINED, "dual use", doubt.get());
    }
    return script
        .map(harmless::explainScript)
        .orElseGet(() -> harmless.explain(commandLine))
        .map(what -> new Judgement(Verdict.BENIGN, "harmless commands only", what))
        .orElseGet(
            () ->
                new Judgement(
                    Verdict.ABSTAINED,
                    "unknown command",
                    "no rule knows every command of the line"));
  }

  /** A message for each example that does not turn out as its rule says. */
  public List<String> misjudged() {
    List<String> failures = new ArrayList<>(vetoes.misjudged());
    failures.addAll(doubtful.misjudged());
    failures.addAll(harmless.misjudged());
    return failures;
  }
}
