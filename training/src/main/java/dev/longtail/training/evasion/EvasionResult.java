package dev.longtail.training.evasion;

import dev.longtail.training.classify.CommandClassifier;
import dev.longtail.training.data.LabelledCommand;
import dev.longtail.training.metrics.Measure;
import dev.longtail.training.metrics.Ranking;
import dev.longtail.udfs.text.CommandHash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a way to rewrite attacks does to a classifier. All figures are of the attacks that it
 * changes, against the same benign lines; so the threshold of the false positive rate is the same
 * before and after.
 *
 * @param evasion the way
 * @param attacks attacks tried
 * @param changed attacks among them that it changes
 * @param auc area under the ROC curve, before and after
 * @param recall recall at a false positive rate of 1 %, before and after; NaN if the benign lines
 *     are too few
 * @param score mean score, before and after
 */
public record EvasionResult(
    Evasion evasion, int attacks, int changed, Change auc, Change recall, Change score) {

  /** Attacks tried at most; the rest are left out by hash. */
  public static final int MOST_ATTACKS = 500;

  /**
   * A figure of the attacks as they were and as they were rewritten.
   *
   * @param before as they were
   * @param after rewritten
   */
  public record Change(double before, double after) {
    static Change of(double[] before, double[] after, Measure measure) {
      return new Change(before[measure.ordinal()], after[measure.ordinal()]);
    }
  }

  /**
   * The results of every way that changes an attack.
   *
   * @param rows the test set
   * @param scores the score of each of its lines
   */
  public static List<EvasionResult> of(
      CommandClassifier classifier, List<LabelledCommand> rows, double[] scores, long seed) {
    int[] attacks =
        IntStream.range(0, scores.length)
            .filter(i -> rows.get(i).isMalicious())
            .boxed()
            .sorted(
                Comparator.comparing((Integer i) -> CommandHash.of(rows.get(i).cmd()))
                    .thenComparing(i -> i))
            .limit(MOST_ATTACKS)
            .mapToInt(Integer::intValue)
            .toArray();
    double[] benign =
        IntStream.range(0, scores.length)
            .filter(i -> !rows.get(i).isMalicious())
            .mapToDouble(i -> scores[i])
            .toArray();
    List<EvasionResult> results = new ArrayList<>();
    for (Evasion evasion : Evasion.values()) {
      double[] before = new double[attacks.length];
      double[] after = new double[attacks.length];
      int changed = 0;
      for (int attack : attacks) {
        LabelledCommand row = rows.get(attack);
        String rewritten = evasion.apply(row, seed);
        if (!rewritten.equals(row.cmd())) {
          before[changed] = scores[attack];
          after[changed++] = classifier.score(rewritten);
        }
      }
      if (changed > 0) {
        results.add(
            of(
                evasion,
                attacks.length,
                Arrays.copyOf(before, changed),
                Arrays.copyOf(after, changed),
                benign));
      }
    }
    return results;
  }

  private static EvasionResult of(
      Evasion evasion, int attacks, double[] before, double[] after, double[] benign) {
    double[] then = measures(before, benign);
    double[] now = measures(after, benign);
    return new EvasionResult(
        evasion,
        attacks,
        before.length,
        Change.of(then, now, Measure.AUC),
        Change.of(then, now, Measure.RECALL_AT_FPR_1E2),
        new Change(mean(before), mean(after)));
  }

  private static double[] measures(double[] attacks, double[] benign) {
    double[] scores = Arrays.copyOf(attacks, attacks.length + benign.length);
    System.arraycopy(benign, 0, scores, attacks.length, benign.length);
    boolean[] isMalicious = new boolean[scores.length];
    Arrays.fill(isMalicious, 0, attacks.length, true);
    return Ranking.of(scores, isMalicious).measures();
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).sum() / values.length;
  }
}
