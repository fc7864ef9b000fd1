package dev.longtail.training.report;

import dev.longtail.training.data.Arm;
import dev.longtail.training.evaluation.Evaluation;
import dev.longtail.udfs.statistics.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the table says about one base set, in words. If the interval of a difference contains 0, the
 * text says that the difference is not certain.
 *
 * @param headline the effect of the exemplars on the incident AUC
 * @param details how sure the effect is, what it means for alerts, and what the control says
 */
record Finding(String headline, List<String> details) {
  private static final double RECALL = 0.8;

  /** The finding of the rows of one base set; {@code rows} begins with the base alone. */
  static Finding of(List<Evaluation> rows) {
    Evaluation base = rows.get(0);
    Optional<Evaluation> added = find(rows, Arm.FULL).or(() -> find(rows, Arm.REDUCED));
    return added.map(with -> of(base, with, rows)).orElseGet(() -> ofBaseAlone(base));
  }

  private static Finding ofBaseAlone(Evaluation base) {
    return new Finding(
        "%s reaches an incident AUC of %s."
            .formatted(base.trainingSet().name(), Shown.auc(base.incident().auc().value())),
        List.of("There was nothing to add to it: no backfill was given, or it admitted no line."));
  }

  private static Finding of(Evaluation base, Evaluation with, List<Evaluation> rows) {
    Interval difference = with.incident().auc().differenceTo(base.incident().auc());
    String from = Shown.auc(base.incident().auc().value());
    String to = Shown.auc(with.incident().auc().value());
    String lines = Shown.count(with.trainingSet().added()) + " admitted benign exemplars";
    String name = base.trainingSet().name();
    String headline =
        switch (Change.of(difference)) {
          case UP -> "%s lift %s from %s to %s incident AUC.".formatted(lines, name, from, to);
          case DOWN -> "%s lower %s from %s to %s incident AUC.".formatted(lines, name, from, to);
          case NONE ->
              "%s make no certain difference to %s: incident AUC %s before, %s after."
                  .formatted(lines, name, from, to);
        };
    List<String> details = new ArrayList<>();
    details.add(
        "Difference %s, 95 %% confidence interval %s to %s (paired, DeLong 1988)."
            .formatted(
                Shown.signed(with.incident().auc().value() - base.incident().auc().value()),
                Shown.signed(difference.low()),
                Shown.signed(difference.high())));
    details.add(
        "To catch 80 %% of the attacks, %s of the benign lines raise an alert instead of %s."
            .formatted(
                Shown.percent(with.incident().roc().falsePositiveRateAt(RECALL)),
                Shown.percent(base.incident().roc().falsePositiveRateAt(RECALL))));
    find(rows, Arm.RANDOM).ifPresent(control -> details.add(againstRandom(with, control)));
    find(rows, Arm.UNLABELED)
        .filter(control -> isCertainlyBetter(control, with))
        .ifPresent(control -> details.add(lostToUnlabeled(control)));
    return new Finding(headline, details);
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
