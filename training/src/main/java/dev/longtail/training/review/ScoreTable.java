package dev.longtail.training.review;

import dev.longtail.udfs.text.Counted;
import dev.longtail.udfs.text.Printable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.StringJoiner;
import java.util.TreeMap;

/** A score for a terminal. What comes from models and files is escaped. */
public final class ScoreTable {
  private static final List<String> HEAD =
      List.of(
          "class",
          "lines",
          "asked",
          "right",
          "wrong",
          "unsure",
          "disagreed",
          "not reviewed",
          "precision",
          "interval",
          "certified");

  /** Lines of a list of disagreements; the file has all. */
  private static final int SHOWN = 10;

  private ScoreTable() {}

  /** The table with the notes behind it. */
  public static String of(ReviewScore score) {
    Map<ReviewedJudge, List<List<String>>> judges = new TreeMap<>();
    for (ReviewScore.Score each : score.scores()) {
      judges.computeIfAbsent(each.judge(), judge -> new ArrayList<>(List.of(HEAD))).add(row(each));
    }
    StringBuilder text = new StringBuilder();
    judges.forEach(
        (judge, rows) ->
            text.append(Printable.of(judge.toString()))
                .append('\n')
                .append(aligned(rows))
                .append('\n'));
    note(
        text,
        "interval: exact at %s, of decided lines. certified: its lower end, if whatever of the"
            + " drawn lines is not confirmed were wrong.",
        percent(score.confidence()));
    if (score.scores().stream().anyMatch(each -> each.strata().size() > 1)) {
      note(text, "Strata count by their sizes, and share the error of an interval by their sizes.");
    }
    unseen(score, text);
    reviewers(score, text);
    if (score.replaced() > 0) {
      note(
          text,
          "%s replaced by a later one of the same reviewer.",
          Counted.of(score.replaced(), "decision was", "decisions were"));
    }
    said(text, "the judge was wrong", score.wrong());
    said(text, "reviewers disagree", score.disagreements());
    return text.toString();
  }

  private static List<String> row(ReviewScore.Score score) {
    StratifiedPrecision precision = score.precision();
    return List.of(
        score.verdicts().name(),
        count(score.population()),
        count(score.sampled()),
        count(score.right()),
        count(score.wrong()),
        count(score.unsure()),
        count(score.disagreed()),
        count(score.notReviewed()),
        share(precision.estimate()),
        "%s-%s".formatted(share(precision.interval().low()), share(precision.interval().high())),
        CertifiedJudges.shown(precision.certified()));
  }

  private static void unseen(ReviewScore score, StringBuilder text) {
    int open = score.strata().stream().mapToInt(StratumReview::notReviewed).sum();
    int passed = score.strata().stream().mapToInt(StratumReview::passedOver).sum();
    if (open > 0) {
      note(
          text,
          "%s not reviewed: neither right nor wrong.%s",
          Counted.of(open, "line is", "lines are"),
          passed == 0
              ? ""
              : " %,d of them were passed over, and count against the certified bound."
                  .formatted(passed));
    }
  }

  private static void reviewers(ReviewScore score, StringBuilder text) {
    for (ReviewScore.Reviewer each : score.reviewers()) {
      note(
          text,
          "%s decided %,d: %,d benign, %,d malicious, %,d unsure%s.",
          Printable.of(each.name()),
          each.decided(),
          each.benign(),
          each.malicious(),
          each.unsure(),
          each.verdictShown() == 0
              ? ""
              : "; %,d of them with the verdict in view".formatted(each.verdictShown()));
    }
    for (ReviewerAgreement each : score.agreements()) {
      note(
          text,
          "%s and %s agree on %,d of %,d lines; Cohen's kappa %s.",
          Printable.of(each.first()),
          Printable.of(each.second()),
          each.agreed(),
          each.both(),
          each.kappa().isPresent()
              ? String.format(Locale.ROOT, "%.3f", each.kappa().getAsDouble())
              : "is not defined, as both said one word of every line");
    }
  }

  private static void said(StringBuilder text, String what, List<ReviewScore.Said> lines) {
    if (lines.isEmpty()) {
      return;
    }
    note(text, "%s: %s", what, Counted.of(lines.size(), "line"));
    for (ReviewScore.Said each : lines.subList(0, Math.min(SHOWN, lines.size()))) {
      StringJoiner opinions = new StringJoiner(", ");
      new TreeMap<>(each.opinions())
          .forEach((who, opinion) -> opinions.add(Printable.of(who) + " " + opinion.word()));
      note(
          text,
          "  %d  %s, %s: %s",
          each.item().position(),
          each.item().stratum().verdict(),
          opinions,
          brief(each.item().line().cmd()));
    }
    if (lines.size() > SHOWN) {
      note(text, "  ... %,d more; --out has all", lines.size() - SHOWN);
    }
  }

  private static String brief(String line) {
    String shown = Printable.of(line);
    return shown.length() <= 100 ? shown : shown.substring(0, 100) + "...";
  }

  private static void note(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private static String aligned(List<List<String>> rows) {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        int column = i;
        int width = Collections.max(rows.stream().map(each -> each.get(column).length()).toList());
        String cell = row.get(i);
        String blanks = " ".repeat(width - cell.length());
        text.append(i == 0 ? "" : "  ").append(i == 0 ? cell + blanks : blanks + cell);
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private static String share(OptionalDouble value) {
    return value.isPresent() ? share(value.getAsDouble()) : "-";
  }

  private static String share(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.6g", 100 * share).replaceAll("\\.?0+$", "") + " %";
  }
}
