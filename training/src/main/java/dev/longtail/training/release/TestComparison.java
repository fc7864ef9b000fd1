package dev.longtail.training.release;

import dev.longtail.training.classify.CommandClassifier;
import dev.longtail.training.data.LabelledCommand;
import dev.longtail.training.data.LabelledSet;
import dev.longtail.training.metrics.Measure;
import dev.longtail.training.metrics.Ranking;
import dev.longtail.training.metrics.Resampling;
import dev.longtail.training.metrics.Sampled;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    List<LabelledCommand> rows = set.rows();
    double[] ofLive = new double[rows.size()];
    double[] ofCandidate = new double[rows.size()];
    boolean[] malicious = new boolean[rows.size()];
    List<String> families = new ArrayList<>();
    Map<String, Tally> tallies = new TreeMap<>();
    Tally all = new Tally();
    for (int i = 0; i < malicious.length; i++) {
      LabelledCommand row = rows.get(i);
      ofLive[i] = live.score(row.cmd());
      ofCandidate[i] = candidate.score(row.cmd());
      malicious[i] = row.isMalicious();
      families.add(row.origin().family());
      if (malicious[i]) {
        boolean byLive = ofLive[i] >= liveThreshold;
        boolean byCandidate = ofCandidate[i] >= candidateThreshold;
        all.add(byLive, byCandidate);
        if (!row.origin().family().isEmpty()) {
          tallies
              .computeIfAbsent(row.origin().family(), family -> new Tally())
              .add(byLive, byCandidate);
        }
      }
    }
    Map<String, Paired> byFamily = new TreeMap<>();
    tallies.forEach((family, tally) -> byFamily.put(family, tally.paired()));
    return new TestComparison(
        set.name(),
        differences(ofLive, ofCandidate, malicious, families, seed),
        all.paired(),
        byFamily);
  }

  private static List<Difference> differences(
      double[] ofLive,
      double[] ofCandidate,
      boolean[] malicious,
      List<String> families,
      long seed) {
    Resampling lines = Resampling.ofLines(malicious, seed);
    Optional<Resampling> clusters = Resampling.ofClusters(malicious, families, seed);
    List<Sampled> live = Sampled.of(Ranking.of(ofLive, malicious), REPLICATES, lines, clusters);
    List<Sampled> candidate =
        Sampled.of(Ranking.of(ofCandidate, malicious), REPLICATES, lines, clusters);
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

  private static final class Tally {
    private int attacks;
    private int both;
    private int lost;
    private int gained;

    void add(boolean live, boolean candidate) {
      attacks++;
      both += live && candidate ? 1 : 0;
      lost += live && !candidate ? 1 : 0;
      gained += candidate && !live ? 1 : 0;
    }

    Paired paired() {
      return new Paired(attacks, both, lost, gained);
    }
  }
}
