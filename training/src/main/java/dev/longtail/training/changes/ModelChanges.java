package dev.longtail.training.changes;

import dev.longtail.training.classify.Model;
import dev.longtail.training.data.LabelledCommand;
import dev.longtail.training.data.LabelledSet;
import dev.longtail.training.data.TrainingSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The lines of a test set that two models decide otherwise, where both catch the same share of its
 * attacks.
 *
 * @param testSet the test set's name
 * @param recall the share of attacks that both catch at least, with the highest threshold that does
 * @param before the model before, e.g. {@code ab}
 * @param after the model after, e.g. {@code ab+full}
 * @param counts different lines of each kind
 * @param lines those that moved most first, kind by kind
 */
public record ModelChanges(
    String testSet,
    double recall,
    Alerting before,
    Alerting after,
    Map<ChangeKind, Integer> counts,
    List<LineChange> lines) {
  /** As in the table's false positive rate at this recall. */
  public static final double RECALL = 0.8;

  /** More lines of a kind are listed, but not explained. */
  static final int MOST_EXPLAINED = 300;

  /**
   * What a model does with the test set.
   *
   * @param model name of its training set
   * @param threshold an alert is a line with this score or more
   * @param caught records of attacks that are alerts
   * @param attacks records of attacks
   * @param falsePositives records of benign lines that are alerts
   * @param benign records of benign lines
   */
  public record Alerting(
      String model, double threshold, int caught, int attacks, int falsePositives, int benign) {}

  /**
   * A model with what it was trained on and what it says.
   *
   * @param model the model, just trained
   * @param set its training set
   * @param scores of the test set's records, in their order
   */
  public record Side(Model model, TrainingSet set, List<Double> scores) {}

  public ModelChanges {
    lines = List.copyOf(lines);
  }

  /** Compares two models on {@code test}. */
  public static ModelChanges of(Side before, Side after, LabelledSet test) {
    Alerting alertingBefore = alerting(before, test);
    Alerting alertingAfter = alerting(after, test);
    List<LineChange> changed = changed(before, after, alertingBefore, alertingAfter, test);
    Explaining explaining = new Explaining(before, after);
    Map<ChangeKind, Integer> counts = new EnumMap<>(ChangeKind.class);
    List<LineChange> lines = new ArrayList<>();
    for (ChangeKind kind : ChangeKind.values()) {
      List<LineChange> ofKind =
          changed.stream()
              .filter(line -> line.kind() == kind)
              .sorted(
                  Comparator.comparingDouble((LineChange line) -> -line.moved())
                      .thenComparing(LineChange::cmd))
              .toList();
      counts.put(kind, ofKind.size());
      for (int i = 0; i < ofKind.size(); i++) {
        lines.add(i < MOST_EXPLAINED ? explaining.explained(ofKind.get(i)) : ofKind.get(i));
      }
    }
    return new ModelChanges(test.name(), RECALL, alertingBefore, alertingAfter, counts, lines);
  }

  private static Alerting alerting(Side side, LabelledSet test) {
    double threshold = threshold(side.scores(), test.rows());
    int[] alerts = new int[2];
    int[] all = new int[2];
    for (int i = 0; i < test.rows().size(); i++) {
      int label = test.rows().get(i).isMalicious() ? 1 : 0;
      all[label]++;
      alerts[label] += side.scores().get(i) >= threshold ? 1 : 0;
    }
    return new Alerting(side.set().name(), threshold, alerts[1], all[1], alerts[0], all[0]);
  }

  /** The highest threshold with the recall. */
  private static double threshold(List<Double> scores, List<LabelledCommand> rows) {
    double[] attacks = new double[scores.size()];
    int size = 0;
    for (int i = 0; i < attacks.length; i++) {
      if (rows.get(i).isMalicious()) {
        attacks[size++] = scores.get(i);
      }
    }
    double[] sorted = Arrays.copyOf(attacks, size);
    Arrays.sort(sorted);
    int caught = Math.max(1, (int) Math.ceil(RECALL * size));
    return sorted[size - caught];
  }

  private static List<LineChange> changed(
      Side before, Side after, Alerting alertingBefore, Alerting alertingAfter, LabelledSet test) {
    Map<LabelledCommand, LineChange> changed = new LinkedHashMap<>();
    for (int i = 0; i < test.rows().size(); i++) {
      LabelledCommand row = test.rows().get(i);
      double scoreBefore = before.scores().get(i);
      double scoreAfter = after.scores().get(i);
      boolean alertBefore = scoreBefore >= alertingBefore.threshold();
      if (alertBefore != scoreAfter >= alertingAfter.threshold()) {
        changed.merge(
            row,
            new LineChange(
                ChangeKind.of(row.isMalicious(), alertBefore),
                row.cmd(),
                row.origin().os(),
                row.origin().family(),
                1,
                scored(scoreBefore, alertingBefore.threshold()),
                scored(scoreAfter, alertingAfter.threshold()),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of()),
            (known, again) -> Explaining.repeated(known));
      }
    }
    return List.copyOf(changed.values());
  }

  private static LineChange.Scored scored(double score, double threshold) {
    return new LineChange.Scored(
        score, Explaining.rounded(logOdds(score) - logOdds(threshold)), "");
  }

  /** Finite also where a score is 0 or 1, because of rounding. */
  private static double logOdds(double score) {
    double inside = Math.min(1 - 1e-15, Math.max(1e-15, score));
    return Math.log(inside / (1 - inside));
  }

  /** Its lines of a kind. */
  public List<LineChange> of(ChangeKind kind) {
    return lines.stream().filter(line -> line.kind() == kind).toList();
  }
}
