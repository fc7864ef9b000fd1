package dev.longtail.job.bench;

import dev.longtail.labeler.admission.Vetoes;
import dev.longtail.labeler.client.OddWords;
import dev.longtail.labeler.client.Verdict;
import dev.longtail.labeler.demo.LabelRules;
import dev.longtail.labeler.prompt.Prompt;
import dev.longtail.labeler.redaction.Redaction;
import dev.longtail.labeler.redaction.Redactor;
import dev.longtail.training.classify.CommandClassifier;
import dev.longtail.udfs.io.JsonLines;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** The gates on recorded verdicts of one model on lines of known truth. */
public final class VerdictGates {
  /** Four characters a token, as is customary; an answer of four short fields. */
  private static final double CHARACTERS = 4;

  private static final double ANSWER = 150;

  /** Questions under way at once: so many harmless verdicts share a canary. */
  private static final double SHARED = 8;

  private record Line(
      String command,
      boolean benign,
      Verdict verdict,
      boolean hidden,
      boolean marked,
      boolean odd,
      Verdict rules,
      double tokens) {
    boolean saidBenign() {
      return verdict == Verdict.BENIGN && !hidden;
    }
  }

  private final List<Line> lines = new ArrayList<>();

  /** Reads records of {@code cmd}, {@code verdict} and {@code label}. */
  public VerdictGates(Path file) {
    Redactor redactor = new Redactor();
    JsonLines.forEach(
        file,
        (record, where) -> {
          String command = JsonLines.commandLine(record, where);
          Redaction redaction = redactor.read(command);
          Prompt prompt = Prompt.about(redaction.shown());
          double tokens = (prompt.system().length() + prompt.user().length()) / CHARACTERS + ANSWER;
          String verdict = record.path("verdict").asText();
          lines.add(
              new Line(
                  command,
                  record.path("label").asText().equals("benign"),
                  verdict.equals("BENIGN")
                      ? Verdict.BENIGN
                      : verdict.equals("MALICIOUS") ? Verdict.MALICIOUS : Verdict.ABSTAINED,
                  redaction.hidden().isPresent(),
                  Vetoes.BUILT_IN.find(command).isPresent(),
                  OddWords.of(command).isPresent(),
                  LabelRules.judge(redaction.shown()).verdict(),
                  tokens));
        });
  }

  /** A row for each gate. */
  public List<GateCount> rows() {
    ToDoubleFunction<Line> none = line -> 0;
    ToDoubleFunction<Line> one = line -> line.hidden() ? 0 : 1;
    ToDoubleFunction<Line> canaries =
        line ->
            one.applyAsDouble(line) + (line.saidBenign() ? 1 / SHARED + (line.odd() ? 1 : 0) : 0);
    return List.of(
        count("none: every line", line -> true, none),
        count("hidden: not too much of it is a secret", line -> !line.hidden(), none),
        count("marks, no judge", line -> !line.marked(), none),
        count("the model's verdict", line -> line.verdict() == Verdict.BENIGN, line -> 1),
        count("verdict, hidden", Line::saidBenign, one),
        count("verdict, hidden, marks", line -> line.saidBenign() && !line.marked(), one),
        count("the same with canaries", line -> line.saidBenign() && !line.marked(), canaries),
        count(
            "the local rules' verdict, hidden, marks",
            line -> line.rules() == Verdict.BENIGN && !line.hidden() && !line.marked(),
            none),
        count(
            "model and rules agree, hidden, marks",
            line -> line.saidBenign() && line.rules() == Verdict.BENIGN && !line.marked(),
            one));
  }

  /**
   * A row for each limit: what is admitted if a classifier must also score below it.
   *
   * @param classifier which is in use
   */
  public List<GateCount> agreeing(CommandClassifier classifier, double... limits) {
    Map<String, Double> scores = new HashMap<>();
    lines.forEach(line -> scores.put(line.command(), classifier.score(line.command())));
    return Arrays.stream(limits)
        .mapToObj(
            limit ->
                count(
                    "verdict, hidden, marks, and the classifier scores below " + limit,
                    line ->
                        line.saidBenign() && !line.marked() && scores.get(line.command()) < limit,
                    line -> line.hidden() ? 0 : 1))
        .toList();
  }

  private GateCount count(String gate, Predicate<Line> keeps, ToDoubleFunction<Line> calls) {
    return new GateCount(
        gate,
        lines.stream().filter(line -> line.benign() && keeps.test(line)).count(),
        lines.stream().filter(Line::benign).count(),
        lines.stream().filter(line -> !line.benign() && keeps.test(line)).count(),
        lines.stream().filter(line -> !line.benign()).count(),
        lines.stream().mapToDouble(calls).sum(),
        lines.stream().mapToDouble(line -> calls.applyAsDouble(line) * line.tokens()).sum());
  }
}
