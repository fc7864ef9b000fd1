package dev.longtail.training.passport;

import dev.longtail.udfs.text.Counted;
import java.util.Locale;

/** The passport in Markdown: what came of it, and every exception in a line. */
public final class PassportMarkdown {
  private static final int LONGEST_TEMPLATE = 100;

  private PassportMarkdown() {}

  /** The counts. */
  public static String summary(Passport passport) {
    Passport.Totals totals = passport.totals();
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%s, %s refused. They hide %,d of %s, and hold to %s.%n%n",
            Counted.of(passport.entries().size(), "exception"),
            Counted.of(passport.refused().size(), "family", "families"),
            totals.coveredEvents(),
            Counted.of(totals.events(), "event"),
            totals.expires()));
    text.append(
        String.format(
            Locale.ROOT,
            "Tried on %s, in %s, and on %s that an attack was put on.%n%n",
            Counted.of(totals.attacks(), "attack"),
            Counted.of(totals.writings(), "writing"),
            Counted.of(totals.grafts(), "benign line")));
    text.append("| refused because | families |\n|---|---:|\n");
    passport
        .refusedBy()
        .forEach(
            (reason, count) ->
                text.append(String.format(Locale.ROOT, "| %s | %,d |%n", reason, count)));
    return text.toString();
  }

  static String of(Passport passport) {
    StringBuilder text = new StringBuilder("# False-positive passport\n\n");
    text.append(summary(passport));
    text.append("\n| template | events | days | hosts | before | after | filter |\n");
    text.append("|---|---:|---:|---:|---:|---:|---|\n");
    for (PassportEntry entry : passport.entries()) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %,d | %,d | %,d | %s | %s | %s |%n",
              code(entry.template()),
              entry.events(),
              entry.days(),
              entry.hosts(),
              score(entry.scoreBefore()),
              score(entry.scoreAfter()),
              entry.sigmaFile()));
    }
    return text.toString();
  }

  private static String score(Double score) {
    return score == null ? "" : String.format(Locale.ROOT, "%.3f", score);
  }

  /** A text as code in a cell: in as many backticks as it needs, and no bar ends the cell. */
  private static String code(String text) {
    String cut =
        text.length() <= LONGEST_TEMPLATE ? text : text.substring(0, LONGEST_TEMPLATE) + "…";
    String fence = "`";
    while (cut.contains(fence)) {
      fence += "`";
    }
    return fence + ' ' + cut.replace("|", "\\|") + ' ' + fence;
  }
}
