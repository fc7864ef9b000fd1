package dev.longtail.training.report;

import dev.longtail.training.data.Arm;
import dev.longtail.training.evaluation.Estimate;
import dev.longtail.training.evaluation.Evaluation;
import dev.longtail.training.evaluation.RowDetails;
import dev.longtail.training.evaluation.TableRow;
import dev.longtail.training.metrics.Measure;
import dev.longtail.udfs.statistics.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the table says about one base set, in words. If the interval of a difference contains 0, the
 * text says so.
 *
 * @param headline the effect of the mined lines with its interval, and that against as many random
 *     lines
 * @param details the rest of the effect, how sure it is, and what the controls say
 */
record Finding(String headline, List<String> details) {
  private static final double RECALL = 0.8;
  private static final double POINTS = 100;

  /**
   * The finding of the rows of one base set.
   *
   * @param rows the base alone first
   * @param table the rows of {@code table.json}, of these and other base sets
   */
  static Finding of(List<Evaluation> rows, List<TableRow> table) {
    Evaluation base = rows.get(0);
    Optional<Evaluation> added = find(rows, Arm.FULL).or(() -> find(rows, Arm.REDUCED));
    return added
        .map(with -> of(base, with, rows, details(with, table)))
        .orElseGet(() -> ofBaseAlone(base));
  }

  private static Optional<RowDetails> details(Evaluation of, List<TableRow> table) {
    return table.stream()
        .filter(row -> row.trainingSet().equals(of.trainingSet().name()))
        .findFirst()
        .map(TableRow::details);
  }

  private static Finding ofBaseAlone(Evaluation base) {
    return new Finding(
        "%s reaches an incident AUC of %s."
            .formatted(base.trainingSet().name(), Shown.auc(base.incident().auc().value())),
        List.of("There was nothing to add to it: no backfill was given, or it admitted no line."));
  }

  private static Finding of(
      Evaluation base, Evaluation with, List<Evaluation> rows, Optional<RowDetails> measured) {
    String name = base.trainingSet().name();
    String mined =
        Shown.count(with.trainingSet().added())
            + " mined lines, admitted as benign, are added to "
            + name
            + ".";
    Interval difference = with.incident().auc().differenceTo(base.incident().auc());
    String auc =
        "incident AUC from %s to %s (%s, 95 %% interval %s; paired, DeLong 1988)"
            .formatted(
                Shown.auc(base.incident().auc().value()),
                Shown.auc(with.incident().auc().value()),
                Shown.signed(with.incident().auc().value() - base.incident().auc().value()),
                range(difference));
    List<String> details = new ArrayList<>(List.of(mined));
    String headline;
    Optional<String> rate = measured.flatMap(of -> alertRate(base, of));
    if (rate.isPresent()) {
      headline = rate.get() + atEqualNumbers(measured.get()) + ".";
      details.add(
          switch (Change.of(difference)) {
            case UP -> "They lift the " + auc + ".";
            case DOWN -> "They lower the " + auc + ".";
            case NONE -> "They make no certain difference to the " + auc + ".";
          });
      overFamilies(measured.get()).ifPresent(details::add);
    } else {
      headline =
          switch (Change.of(difference)) {
            case UP -> "Mined lines lift " + name + "’s " + auc + ".";
            case DOWN -> "Mined lines lower " + name + "’s " + auc + ".";
            case NONE -> "Mined lines make no certain difference to " + name + ": " + auc + ".";
          };
      details.add(
          "To catch 80 %% of the attacks, %s of the benign lines raise an alert instead of %s."
              .formatted(
                  Shown.percent(with.incident().roc().falsePositiveRateAt(RECALL)),
                  Shown.percent(base.incident().roc().falsePositiveRateAt(RECALL))));
    }
    find(rows, Arm.RANDOM).ifPresent(control -> details.add(againstRandom(with, control)));
    find(rows, Arm.UNLABELED)
        .filter(control -> isCertainlyBetter(control, with))
        .ifPresent(control -> details.add(lostToUnlabeled(control)));
    return new Finding(headline, details);
  }

  /** What the mined lines do to the share of benign lines that raise an alert. */
  private static Optional<String> alertRate(Evaluation base, RowDetails measured) {
    if (measured.differenceToBase() == null) {
      return Optional.empty();
    }
    Estimate difference = measured.differenceToBase().get(Measure.FPR_AT_RECALL_80.field());
    if (difference.value() == null || difference.overLines() == null) {
      return Optional.empty();
    }
    String what = base.trainingSet().name() + "’s false positive rate at 80 % recall";
    // Of several seeds these are means, as the difference is.
    double to = measured.incidentMeasures().get(Measure.FPR_AT_RECALL_80.field()).value();
    String change =
        "from %s to %s (%s points, 95 %% interval %s"
            .formatted(
                Shown.percent(to - difference.value()),
                Shown.percent(to),
                points(difference.value()),
                pointRange(difference.overLines()));
    return Optional.of(
        switch (Change.of(interval(difference.overLines()))) {
          case DOWN -> "Mined lines lower %s %s)".formatted(what, change);
          case UP -> "Mined lines raise %s %s)".formatted(what, change);
          case NONE ->
              "Mined lines make no certain difference to %s: %s, which contains 0)"
                  .formatted(what, change);
        });
  }

  private static String atEqualNumbers(RowDetails measured) {
    if (measured.equalNumbers() == null) {
      return "";
    }
    Estimate difference = measured.equalNumbers().difference().get(Measure.AUC.field());
    if (difference.value() == null || difference.overLines() == null) {
      return "";
    }
    String figure =
        "AUC %s, 95 %% interval %s"
            .formatted(Shown.signed(difference.value()), range(interval(difference.overLines())));
    return "; against as many random lines"
        + switch (Change.of(interval(difference.overLines()))) {
          case UP -> ": " + figure;
          case DOWN -> " they are worse: " + figure;
          case NONE -> " there is no certain difference: " + figure + ", which contains 0";
        };
  }

  private static Optional<String> overFamilies(RowDetails measured) {
    Estimate rate = measured.differenceToBase().get(Measure.FPR_AT_RECALL_80.field());
    return Optional.ofNullable(rate.overFamilies())
        .map(
            ends ->
                "If other source families had been drawn, the false positive rate would change by"
                    + " %s points (95 %% interval).".formatted(pointRange(ends)));
  }

  private static Interval interval(List<Double> ends) {
    return new Interval(ends.get(0), ends.get(1));
  }

  private static String range(Interval interval) {
    return Shown.signed(interval.low()) + " to " + Shown.signed(interval.high());
  }

  private static String points(double share) {
    return String.format(Locale.ROOT, "%+.1f", POINTS * share).replace('-', '−');
  }

  private static String pointRange(List<Double> ends) {
    return points(ends.get(0)) + " to " + points(ends.get(1));
  }

  private static String againstRandom(Evaluation with, Evaluation random) {
    Interval difference = with.incident().auc().differenceTo(random.incident().auc());
    String value = Shown.auc(random.incident().auc().value());
    String lines = Shown.count(random.trainingSet().added());
    String range =
        "%s to %s".formatted(Shown.signed(difference.low()), Shown.signed(difference.high()));
    return switch (Change.of(difference)) {
      case UP ->
          "Better than the control: %s random lines reach %s (difference %s)."
              .formatted(lines, value, range);
      case DOWN ->
          "Worse than the control: %s random lines reach %s (difference %s)."
              .formatted(lines, value, range);
      case NONE ->
          "No certain difference to the control: %s random lines reach %s (difference %s)."
              .formatted(lines, value, range);
    };
  }

  private static boolean isCertainlyBetter(Evaluation one, Evaluation other) {
    return Change.of(one.incident().auc().differenceTo(other.incident().auc())) == Change.UP;
  }

  private static String lostToUnlabeled(Evaluation control) {
    return ("But taking all %s exemplars for benign, unseen, reaches %s: here the labels kept out"
            + " more good lines than bad ones.")
        .formatted(
            Shown.count(control.trainingSet().added()),
            Shown.auc(control.incident().auc().value()));
  }

  private static Optional<Evaluation> find(List<Evaluation> rows, Arm arm) {
    return rows.stream().filter(row -> row.trainingSet().arm() == arm).findFirst();
  }

  private enum Change {
    UP,
    DOWN,
    NONE;

    static Change of(Interval difference) {
      if (difference.contains(0)) {
        return NONE;
      }
      return difference.low() > 0 ? UP : DOWN;
    }
  }
}
