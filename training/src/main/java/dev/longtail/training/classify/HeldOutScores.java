package dev.longtail.training.classify;

import dev.longtail.training.data.LabelledCommand;
import dev.longtail.udfs.template.CommandTemplate;
import dev.longtail.udfs.text.CommandHash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Sums of training lines by models that had not seen them, for the calibration. The rows are dealt
 * into two halves, and a model of each half scores the other one.
 *
 * <p>Attacks are dealt by source family, as far as they have two or more families, because
 * tomorrow's attack comes from a source that training did not have. All else is dealt by template:
 * tomorrow's benign line comes from the same machines.
 *
 * @param sums of the scored lines
 * @param malicious their labels
 */
record HeldOutScores(double[] sums, boolean[] malicious) {
  /** Lines of a half that are scored; two parameters need no more. */
  private static final int MOST_SCORED = 1000;

  static HeldOutScores of(TrainingRows rows, ModelSettings settings) {
    int[] halves = halves(rows);
    List<Double> sums = new ArrayList<>();
    List<Boolean> malicious = new ArrayList<>();
    for (int half = 0; half < 2; half++) {
      int out = half;
      int[] trained = IntStream.range(0, halves.length).filter(i -> halves[i] != out).toArray();
      int[] scored = IntStream.range(0, halves.length).filter(i -> halves[i] == out).toArray();
      ModelClassifier classifier =
          new ModelClassifier(
              Model.trainParts(rows.only(trained), settings),
              new PlattScaling(1, 0),
              rows.sources());
      for (int i : sample(rows, scored)) {
        sums.add(classifier.sum(rows.line(i)));
        malicious.add(rows.malicious()[i]);
      }
    }
    double[] sumArray = sums.stream().mapToDouble(Double::doubleValue).toArray();
    boolean[] maliciousArray = new boolean[sumArray.length];
    for (int i = 0; i < maliciousArray.length; i++) {
      maliciousArray[i] = malicious.get(i);
    }
    return new HeldOutScores(sumArray, maliciousArray);
  }

  /**
   * The half of each row, 0 or 1; each half has lines of both classes, if there are two of each.
   */
  static int[] halves(TrainingRows rows) {
    int[] halves = likelyHalves(rows);
    for (boolean malicious : new boolean[] {false, true}) {
      int[] ofClass =
          IntStream.range(0, halves.length).filter(i -> rows.malicious()[i] == malicious).toArray();
      long second = Arrays.stream(ofClass).filter(i -> halves[i] == 1).count();
      if (second == 0 || second == ofClass.length) {
        // All are of one family or template: nothing is left but to deal them one by one.
        for (int k = 0; k < ofClass.length; k++) {
          halves[ofClass[k]] = k & 1;
        }
      }
    }
    return halves;
  }

  private static int[] likelyHalves(TrainingRows rows) {
    Map<String, Integer> ofFamily = familyHalves(rows);
    int[] halves = new int[rows.size()];
    for (int i = 0; i < halves.length; i++) {
      LabelledCommand row = rows.row(i);
      Integer half = row.isMalicious() ? ofFamily.get(row.origin().family()) : null;
      halves[i] = half != null ? half : (int) CommandHash.of(CommandTemplate.of(row.cmd())) & 1;
    }
    return halves;
  }

  /** Deals families of attacks, the largest first, to the half that has fewer attacks. */
  private static Map<String, Integer> familyHalves(TrainingRows rows) {
    Map<String, Integer> sizes = new HashMap<>();
    for (int i = 0; i < rows.size(); i++) {
      LabelledCommand row = rows.row(i);
      if (row.isMalicious() && !row.origin().family().isEmpty()) {
        sizes.merge(row.origin().family(), 1, Integer::sum);
      }
    }
    List<String> families = new ArrayList<>(sizes.keySet());
    families.sort(
        Comparator.comparing((String family) -> -sizes.get(family))
            .thenComparing(Comparator.naturalOrder()));
    Map<String, Integer> halves = new HashMap<>();
    int[] dealt = new int[2];
    if (families.size() > 1) {
      for (String family : families) {
        int half = dealt[1] < dealt[0] ? 1 : 0;
        halves.put(family, half);
        dealt[half] += sizes.get(family);
      }
    }
    return halves;
  }

  /** A hash sample; the same for the same lines. */
  private static int[] sample(TrainingRows rows, int[] indices) {
    return Arrays.stream(indices)
        .boxed()
        .sorted(Comparator.comparingLong(i -> CommandHash.of(rows.line(i))))
        .limit(MOST_SCORED)
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
