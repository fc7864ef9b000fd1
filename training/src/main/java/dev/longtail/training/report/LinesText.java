package dev.longtail.training.report;

import dev.longtail.training.changes.ChangeKind;
import dev.longtail.training.changes.LineChange;
import dev.longtail.training.changes.ModelChanges;
import dev.longtail.training.classify.LineExplanation.Near;
import dev.longtail.training.classify.MinedPulls;
import dev.longtail.training.classify.ModelLine;
import java.util.List;
import java.util.stream.Collectors;

/** The lines that two models decide otherwise, as Markdown. */
public final class LinesText {
  private static final int SHOWN = 20;
  private static final int FEATURES = 5;
  private static final int LONGEST = 200;

  private LinesText() {}

  /** A part for each comparison; the lines that moved most, with the number of those left out. */
  public static String of(List<ModelChanges> all) {
    StringBuilder text = new StringBuilder("# Lines decided otherwise\n");
    if (all.isEmpty()) {
      text.append("\nThere was nothing to compare: no base set had lines added to it.\n");
    }
    all.forEach(changes -> add(text, changes));
    return text.toString();
  }

  private static void add(StringBuilder text, ModelChanges changes) {
    ModelChanges.Alerting before = changes.before();
    ModelChanges.Alerting after = changes.after();
    text.append("\n## ").append(before.model()).append(" and ").append(after.model());
    text.append(
        """


        On the %s set, each with the threshold at which it catches %s of the attacks. Amounts are log-odds, before and after: +0.69 doubles the odds of an attack.

        | | threshold | attacks caught | false positives |
        |---|---|---|---|
        """
            .formatted(changes.testSet(), Shown.percent(changes.recall())));
    for (ModelChanges.Alerting of : List.of(before, after)) {
      text.append(
          "| %s | %s | %s of %s | %s of %s |\n"
              .formatted(
                  of.model(),
                  Shown.thousandths(of.threshold()),
                  Shown.count(of.caught()),
                  Shown.count(of.attacks()),
                  Shown.count(of.falsePositives()),
                  Shown.count(of.benign())));
    }
    for (ChangeKind kind : ChangeKind.values()) {
      add(text, changes, kind);
    }
  }

  private static void add(StringBuilder text, ModelChanges changes, ChangeKind kind) {
    List<LineChange> lines = changes.of(kind);
    text.append("\n### ").append(kind.title()).append(": ").append(Shown.count(lines.size()));
    text.append('\n');
    for (LineChange line : lines.subList(0, Math.min(SHOWN, lines.size()))) {
      text.append("\n- ").append(Shown.code(line.cmd(), LONGEST)).append('\n');
      item(
          text,
          "score %s → %s, margin to the threshold %s → %s%s"
              .formatted(
                  Shown.thousandths(line.before().score()),
                  Shown.thousandths(line.after().score()),
                  Shown.amount(line.before().margin()),
                  Shown.amount(line.after().margin()),
                  origin(line)));
      if (!line.after().command().isEmpty()) {
        item(text, "decided by " + Shown.code(line.after().command(), LONGEST));
      }
      item(text, features(line));
      if (!line.taughtBy().isEmpty()) {
        item(text, "exemplars that pull it most:");
        for (MinedPulls.Pull of : line.taughtBy()) {
          text.append("    - ").append(Shown.amount(of.logOdds())).append(' ');
          text.append(Shown.code(of.line().cmd(), LONGEST));
          text.append(" (").append(origin(of.line())).append(")\n");
        }
      }
      nearest(text, "nearest benign", line.nearestBenign());
      nearest(text, "nearest attack", line.nearestMalicious());
    }
    if (lines.size() > SHOWN) {
      text.append("\n%s more are in `lines.json`.\n".formatted(Shown.count(lines.size() - SHOWN)));
    }
  }

  private static String origin(LineChange line) {
    String text = line.os().isEmpty() ? "" : "; " + Shown.code(line.os(), 40);
    text += line.family().isEmpty() ? "" : ", family " + Shown.code(line.family(), 60);
    return line.times() == 1 ? text : text + "; " + line.times() + " records";
  }

  private static String origin(ModelLine line) {
    return Shown.code(LineOrigins.of(line), 300);
  }

  private static String features(LineChange line) {
    return line.features().stream()
        .limit(FEATURES)
        .map(
            feature ->
                "%s %s %s → %s"
                    .formatted(
                        feature.kind().equals("text") ? "word" : feature.kind(),
                        Shown.code(feature.name(), 60),
                        Shown.amount(feature.before()),
                        Shown.amount(feature.after())))
        .collect(Collectors.joining(", "));
  }

  private static void nearest(StringBuilder text, String what, List<Near> nearest) {
    if (!nearest.isEmpty()) {
      Near first = nearest.get(0);
      item(
          text,
          "%s %s %s (%s)"
              .formatted(
                  what,
                  Shown.hundredths(first.cosine()),
                  Shown.code(first.line().cmd(), LONGEST),
                  origin(first.line())));
    }
  }

  private static void item(StringBuilder text, String item) {
    if (!item.isEmpty()) {
      text.append("  - ").append(item).append('\n');
    }
  }
}
