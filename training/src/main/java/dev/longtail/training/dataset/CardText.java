package dev.longtail.training.dataset;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The card of data sets, to read: Markdown, and a summary for a terminal. */
final class CardText {
  private CardText() {}

  /** The whole card. */
  static String of(DataSetCard card) {
    StringBuilder text = new StringBuilder("# Data sets\n\n");
    inputs(text, card);
    card.sets().forEach((name, set) -> set(text, name, set));
    rules(text, card);
    text.append("## Limits\n\n");
    card.limits().forEach(limit -> text.append("- ").append(limit).append('\n'));
    return text.toString();
  }

  private static void inputs(StringBuilder text, DataSetCard card) {
    DataSetCard.Period period = card.period();
    TelemetryIntake.Counts read = card.telemetry();
    text.append("| made of | |\n|---|---|\n");
    row(text, "days of the rows", period.firstSeen() + " to " + period.lastSeen());
    row(text, "days that were asked for", span(period.from(), period.to()));
    row(
        text,
        "test period",
        period.testFrom().isEmpty() ? "none named" : "from " + period.testFrom());
    row(
        text,
        "telemetry",
        number(read.processStarts())
            + " process starts in "
            + number(read.records())
            + " records; "
            + (read.sampled() ? "a sample of about " : "")
            + number(read.uniqueLines())
            + " different lines");
    row(
        text,
        "not used of it",
        "%s skipped, %s unusable, %s out of the days, %s in the test period"
            .formatted(
                number(read.skipped()),
                number(read.unusable()),
                number(read.outOfPeriod()),
                number(read.inTestPeriod())));
    row(text, "digest of its records", read.recordsSha256());
    for (LabelledSources.Counts source : card.sources()) {
      row(
          text,
          "source " + source.kind().word() + ", " + code(source.name()),
          "%s records, %s malicious, %s repeated, %s undecided, %s undated; digest %s"
              .formatted(
                  number(source.records()),
                  number(source.malicious()),
                  number(source.repeated()),
                  number(source.undecided()),
                  number(source.undated()),
                  source.recordsSha256()));
    }
    for (LeakGuard.Counts test : card.tests()) {
      row(
          text,
          "test set " + code(test.name()),
          "%s records, %s templates; digest %s"
              .formatted(number(test.records()), number(test.templates()), test.recordsSha256()));
    }
    row(text, "rules, templates", card.versions().rules() + ", " + card.versions().templates());
    row(
        text,
        "harmless without a rule",
        card.settings().benignHosts() == 0
            ? "no line"
            : "a line of " + card.settings().benignHosts() + " hosts or more");
    text.append('\n');
  }

  private static void set(StringBuilder text, String name, SetCard set) {
    text.append("## ").append(name.toUpperCase(Locale.ROOT)).append("\n\n| | |\n|---|---|\n");
    row(text, "rows", number(set.rows()));
    row(text, "benign, malicious", both(set.labels()));
    row(text, "different templates", number(set.templates()));
    row(text, "rows without a day", number(set.undated()));
    set.overruled().forEach((who, rows) -> row(text, "conflicts, " + who, number(rows)));
    set.contradicted()
        .forEach(
            (who, lines) -> row(text, "left out: benign and malicious to " + who, number(lines)));
    row(text, "left out: first seen in the test period", number(set.firstSeenInTest().all()));
    set.templateInTest()
        .forEach(
            (test, lines) -> row(text, "left out: template in " + code(test), number(lines.all())));
    row(text, "digest of the rows", set.contentSha256());
    set.files()
        .forEach(
            (file, facts) ->
                row(text, code(file), number(facts.bytes()) + " bytes, " + facts.sha256()));
    text.append('\n');
    table(text, "source", set.bySource());
    table(text, "rule", set.byRule());
    table(text, "technique", set.byTechnique());
    table(text, "system", set.byOs());
    table(text, "family", set.byFamily());
    table(text, "characters", set.byLength());
  }

  private static void table(StringBuilder text, String what, Map<String, LabelCounts> counts) {
    if (counts.isEmpty()) {
      return;
    }
    text.append("| ").append(what).append(" | benign | malicious |\n|---|---|---|\n");
    counts.forEach(
        (key, labels) ->
            text.append(
                "| %s | %s | %s |\n"
                    .formatted(code(key), number(labels.benign()), number(labels.malicious()))));
    text.append('\n');
  }

  private static void rules(StringBuilder text, DataSetCard card) {
    RuleTally.Together together = card.rulesAgainstSources();
    text.append("## Rules\n\n");
    if (together.malicious() + together.benign() > 0) {
      text.append(
          "Of %s lines that a source calls malicious, rules convict %s and call %s harmless. Of %s benign ones they convict %s and call %s harmless.\n\n"
              .formatted(
                  number(together.malicious()),
                  number(together.maliciousCaught()),
                  number(together.maliciousCalledBenign()),
                  number(together.benign()),
                  number(together.benignConvicted()),
                  number(together.benignConfirmed())));
    }
    text.append(
        """
        | rule | label | meaning | techniques | lines | sources agree | sources disagree |
        |---|---|---|---|---|---|---|
        """);
    for (RuleTally.Counts rule : card.rules()) {
      if (rule.lines() > 0) {
        text.append(
            "| %s | %s | %s | %s | %s | %s | %s |\n"
                .formatted(
                    code(rule.id()),
                    rule.label(),
                    cell(rule.reason()),
                    String.join(" ", rule.techniques()),
                    number(rule.lines()),
                    number(rule.confirmed()),
                    number(rule.refuted())));
      }
    }
    List<String> silent =
        card.rules().stream()
            .filter(rule -> rule.lines() == 0)
            .map(rule -> code(rule.id()))
            .toList();
    text.append(silent.isEmpty() ? "\n" : "\nAbout no line: " + String.join(", ", silent) + "\n\n");
  }

  private static void row(StringBuilder text, String what, String value) {
    text.append("| ").append(what).append(" | ").append(value).append(" |\n");
  }

  private static String span(String from, String to) {
    return from.isEmpty() && to.isEmpty()
        ? "all"
        : (from.isEmpty() ? "all" : "from " + from) + (to.isEmpty() ? "" : " to " + to);
  }

  private static String both(LabelCounts labels) {
    return number(labels.benign()) + ", " + number(labels.malicious());
  }

  private static String number(long number) {
    return "%,d".formatted(number);
  }

  /** A name from data, in a table: no mark of Markdown in it counts. */
  private static String code(String name) {
    return "`" + cell(name.replace('`', '\'')) + "`";
  }

  private static String cell(String text) {
    return text.replaceAll("\\s+", " ").replace("|", "\\|");
  }

  /** The counts of each set. */
  static String summary(DataSetCard card) {
    StringBuilder text =
        new StringBuilder(
            "%-4s %9s %9s %9s %9s %9s %9s %9s%n"
                .formatted(
                    "set",
                    "rows",
                    "benign",
                    "malicious",
                    "templates",
                    "conflicts",
                    "leaks",
                    "in test"));
    card.sets()
        .forEach(
            (name, set) ->
                text.append(
                    "%-4s %,9d %,9d %,9d %,9d %,9d %,9d %,9d%n"
                        .formatted(
                            name,
                            set.rows(),
                            set.labels().benign(),
                            set.labels().malicious(),
                            set.templates(),
                            sum(set.overruled()) + sum(set.contradicted()),
                            set.allTemplatesInTest().all(),
                            set.firstSeenInTest().all())));
    return text.toString();
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
