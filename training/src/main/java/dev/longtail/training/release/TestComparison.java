package dev.longtail.training.release;

import dev.longtail.training.classify.CommandClassifier;
import dev.longtail.training.data.LabelledCommand;
import dev.longtail.training.data.LabelledSet;
import dev.longtail.training.data.LineOrigin;
import dev.longtail.training.evaluation.TestLines;
import dev.longtail.training.metrics.Measure;
import dev.longtail.training.metrics.Sampled;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Two models on one labelled set.
 *
 * @param set name of the set
 * @param measures of each measure that the set is large enough for, the difference
 * @param attacks alerts on its attacks, each model at its own threshold
 * @param byFamily the same by source family, where that is known
 */
public record TestComparison(
    String set, List<Difference> measures, Paired attacks, Map<String, Paired> byFamily) {
  private static final int REPLICATES = 1000;

  /**
   * A measure of both models.
   *
   * @param measure its name
   * @param higherIsBetter whether a higher value is better
   * @param live of the deployed model
   * @param candidate of the candidate
   * @param difference 95 % interval of the candidate's less the deployed one's, low and high: by
   *     bootstrap over families where they are known, else over lines; empty if nobody can tell
   */
  public record Difference(
      String measure,
      boolean higherIsBetter,
      double live,
      double candidate,
      List<Double> difference) {
    public Difference {
      difference = List.copyOf(difference);
    }

    /** How much better the candidate is; negative: worse. */
    public double gain() {
      return higherIsBetter ? candidate - live : live - candidate;
    }

    /** Whether the candidate is worse, whatever else the set could have held. */
    public boolean isSurelyWorse() {
      return !difference.isEmpty()
          && (higherIsBetter ? difference.get(1) < 0 : difference.get(0) > 0);
    }

    /** Whether it is better. */
    public boolean isSurelyBetter() {
      return !difference.isEmpty()
          && (higherIsBetter ? difference.get(0) > 0 : difference.get(1) < 0);
    }
  }

  public TestComparison {
    measures = List.copyOf(measures);
    byFamily = Collections.unmodifiableMap(new TreeMap<>(byFamily));
  }

  /**
   * Scores {@code set} by both.
   *
   * @param liveThreshold from which score on the deployed model alerts
   * @param candidateThreshold from which score on the candidate would alert
   * @param seed of the bootstrap
   */
  public static TestComparison of(
      LabelledSet set,
      CommandClassifier live,
      double liveThreshold,
      CommandClassifier candidate,
      double candidateThreshold,
      long seed) {
    TestLines lines = TestLines.of(set, REPLICATES, seed);
    double[] ofLive = lines.scores(live);
    double[] ofCandidate = lines.scores(candidate);
    Paired all = Paired.NONE;
    Map<String, Paired> byFamily = new TreeMap<>();
    for (int i = 0; i < ofLive.length; i++) {
      LabelledCommand row = set.rows().get(i);
      if (row.isMalicious()) {
        boolean byLive = ofLive[i] >= liveThreshold;
        boolean byCandidate = ofCandidate[i] >= candidateThreshold;
        all = all.and(byLive, byCandidate);
        byFamily.put(
            row.origin().family(),
            byFamily.getOrDefault(row.origin().family(), Paired.NONE).and(byLive, byCandidate));
      }
    }
    byFamily.remove(LineOrigin.UNKNOWN.family());
    return new TestComparison(
        set.name(),
        differences(lines.measures(ofLive), lines.measures(ofCandidate)),
        all,
        byFamily);
  }

  private static List<Difference> differences(List<Sampled> live, List<Sampled> candidate) {
    List<Difference> differences = new ArrayList<>();
    for (Measure measure : Measure.values()) {
      Sampled before = live.get(measure.ordinal());
      Sampled after = candidate.get(measure.ordinal());
      if (before.isKnown() && after.isKnown()) {
        Sampled difference = after.minus(before);
        differences.add(
            new Difference(
                measure.title(),
                measure.higherIsBetter(),
                before.value(),
                after.value(),
                difference
                    .overFamilies()
                    .or(difference::overLines)
                    .map(interval -> List.of(interval.low(), interval.high()))
                    .orElse(List.of())));
      }
    }
    return differences;
  }
}
