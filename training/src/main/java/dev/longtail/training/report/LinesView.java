package dev.longtail.training.report;

import dev.longtail.training.changes.ChangeKind;
import dev.longtail.training.changes.LineChange;
import dev.longtail.training.changes.LineChange.Amounts;
import dev.longtail.training.changes.ModelChanges;
import dev.longtail.training.classify.LineExplanation.Near;
import dev.longtail.training.classify.MinedPulls;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The lines that two models decide otherwise, for the page: those that moved most, and how many are
 * left out.
 *
 * @param recall the share of attacks that all models catch
 * @param pairs the compared models with their counts
 * @param kinds what may have changed
 * @param bases names of the base sets
 * @param systems operating systems of the lines
 * @param families source families of the lines
 * @param lines the lines
 */
record LinesView(
    String recall,
    List<Pair> pairs,
    List<Kind> kinds,
    List<String> bases,
    List<String> systems,
    List<String> families,
    List<Line> lines) {
  /** As many lines of a kind and base are in the page; all are in lines.json. */
  private static final int MOST = 40;

  private static final int LONGEST = 1500;
  private static final int LONGEST_NEAR = 240;
  private static final String UNKNOWN = "unknown";

  /** Two models: false positives in per cent before and after, and lines of each kind. */
  record Pair(
      String before,
      String after,
      String falsePositives,
      List<String> counts,
      boolean cut,
      String most,
      String leftOut) {}

  /** A kind of change: its name in the page, its title. */
  record Kind(String field, String title) {}

  /** A line; all as text. */
  record Line(
      String kind,
      String tag,
      String base,
      String after,
      String os,
      String family,
      String label,
      String cmd,
      String whole,
      String scoreBefore,
      String scoreAfter,
      String summary,
      String decided,
      List<Amount> features,
      List<Amount> parts,
      List<NearLine> taughtBy,
      List<NearLine> benign,
      List<NearLine> malicious) {
    boolean hasWhole() {
      return !whole.isEmpty();
    }

    boolean hasDecided() {
      return !decided.isEmpty();
    }

    boolean hasFeatures() {
      return !features.isEmpty();
    }

    boolean hasTaught() {
      return !taughtBy.isEmpty();
    }

    boolean hasNearest() {
      return !benign.isEmpty() || !malicious.isEmpty();
    }
  }

  /** An amount in both models, each with the colour of its direction. */
  record Amount(
      String kind, String name, String before, String after, String signBefore, String signAfter) {}

  /** A training line: how near or how strong, its text, where it came from. */
  record NearLine(String figure, String cmd, String origin) {}

  static LinesView of(List<ModelChanges> all) {
    List<Line> lines = new ArrayList<>();
    List<Pair> pairs = new ArrayList<>();
    for (ModelChanges changes : all) {
      List<String> counts = new ArrayList<>();
      int leftOut = 0;
      for (ChangeKind kind : ChangeKind.values()) {
        List<LineChange> ofKind = changes.of(kind);
        counts.add(Shown.count(ofKind.size()));
        leftOut += Math.max(0, ofKind.size() - MOST);
        ofKind.stream().limit(MOST).forEach(line -> lines.add(line(line, changes)));
      }
      pairs.add(
          new Pair(
              changes.before().model(),
              changes.after().model(),
              Shown.percent(rate(changes.before())) + " → " + Shown.percent(rate(changes.after())),
              counts,
              leftOut > 0,
              Shown.count(MOST),
              Shown.count(leftOut)));
    }
    List<Kind> kinds = new ArrayList<>();
    for (ChangeKind kind : ChangeKind.values()) {
      kinds.add(new Kind(kind.field(), kind.title()));
    }
    return new LinesView(
        Shown.percent(ModelChanges.RECALL),
        pairs,
        kinds,
        different(lines, Line::base),
        different(lines, Line::os),
        different(lines, Line::family),
        lines);
  }

  private static List<String> different(Collection<Line> lines, Function<Line, String> what) {
    return List.copyOf(new TreeSet<>(lines.stream().map(what).toList()));
  }

  private static double rate(ModelChanges.Alerting alerting) {
    return (double) alerting.falsePositives() / alerting.benign();
  }

  private static Line line(LineChange line, ModelChanges changes) {
    String cmd = Shown.commandLine(line.cmd());
    String whole = Shown.commandLine(line.cmd(), LONGEST);
    return new Line(
        line.kind().field(),
        tag(line.kind()),
        changes.before().model(),
        changes.after().model(),
        known(line.os()),
        known(line.family()),
        line.kind().malicious() ? "malicious" : "benign",
        cmd,
        whole.equals(cmd) ? "" : whole,
        Shown.hundredths(line.before().score()),
        Shown.hundredths(line.after().score()),
        summary(line, changes),
        Shown.commandLine(line.after().command()),
        line.features().stream().map(LinesView::amount).toList(),
        line.parts().stream().map(LinesView::amount).toList(),
        line.taughtBy().stream().map(LinesView::pull).toList(),
        line.nearestBenign().stream().map(LinesView::near).toList(),
        line.nearestMalicious().stream().map(LinesView::near).toList());
  }

  private static String tag(ChangeKind kind) {
    return switch (kind) {
      case VANISHED_FALSE_POSITIVE -> "false positive gone";
      case NEW_FALSE_POSITIVE -> "new false positive";
      case LOST_ATTACK -> "attack lost";
      case FOUND_ATTACK -> "attack found";
    };
  }

  private static String summary(LineChange line, ModelChanges changes) {
    return "%s: score %s, %s the threshold %s. %s: score %s, %s the threshold %s.%s"
        .formatted(
            changes.before().model(),
            Shown.thousandths(line.before().score()),
            side(line.before()),
            Shown.thousandths(changes.before().threshold()),
            changes.after().model(),
            Shown.thousandths(line.after().score()),
            side(line.after()),
            Shown.thousandths(changes.after().threshold()),
            line.times() == 1 ? "" : " The set has it " + line.times() + " times.");
  }

  /** How far on which side of the threshold, e.g. {@code 1.20 above}. */
  private static String side(LineChange.Scored scored) {
    return Shown.hundredths(Math.abs(scored.margin()))
        + (scored.margin() < 0 ? " below" : " above");
  }

  private static String known(String text) {
    return text.isEmpty() ? UNKNOWN : Shown.commandLine(text, 60);
  }

  private static Amount amount(Amounts amounts) {
    return new Amount(
        amounts.kind().equals("text") ? "word" : amounts.kind(),
        Shown.commandLine(amounts.name(), 80),
        Shown.amount(amounts.before()),
        Shown.amount(amounts.after()),
        sign(amounts.before()),
        sign(amounts.after()));
  }

  private static String sign(double amount) {
    if (Math.abs(amount) < 0.005) {
      return "none";
    }
    return amount > 0 ? "up" : "down";
  }

  private static NearLine pull(MinedPulls.Pull of) {
    return new NearLine(
        Shown.amount(of.logOdds()),
        Shown.commandLine(of.line().cmd(), LONGEST_NEAR),
        LineOrigins.of(of.line()));
  }

  private static NearLine near(Near near) {
    String cmd = near.line().cmd();
    return new NearLine(
        Shown.hundredths(near.cosine()),
        cmd.isEmpty() ? "(the model keeps no texts)" : Shown.commandLine(cmd, LONGEST_NEAR),
        LineOrigins.of(near.line()));
  }
}
