package dev.longtail.detectors.ranking;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How the rankings of a window's detectors become its anomalies. */
public enum Combination {
  /** The k best of each scale and detector, as in the published system. */
  EACH {
    @Override
    public String keyOf(ScoredCommand scored) {
      return scored.window() + "/" + scored.scale() + "/" + scored.detector();
    }

    @Override
    public List<Anomaly> top(Collection<ScoredCommand> best, int k) {
      List<Anomaly> anomalies = new ArrayList<>();
      ranked(best, k).values().forEach(anomalies::addAll);
      return anomalies;
    }
  },

  /**
   * The k best in all, by the sum of the reciprocal ranks {@code 1 / (60 + rank)} that the
   * detectors of all scales give a command (Cormack, Clarke and Büttcher, <i>Reciprocal Rank Fusion
   * outperforms Condorcet and individual Rank Learning Methods</i>, SIGIR 2009). A detector that
   * has the command not among its own k best adds nothing. Ties break by hash.
   *
   * <p>A chosen command is an anomaly of each detector that has it among its k best. Detector and
   * score are those of the finding, the rank is that of the sum: the same in all its findings.
   */
  RANKS {
    @Override
    public String keyOf(ScoredCommand scored) {
      return Long.toString(scored.window());
    }

    @Override
    public List<Anomaly> top(Collection<ScoredCommand> best, int k) {
      Map<Long, List<Anomaly>> findings = new HashMap<>();
      ranked(best, k)
          .values()
          .forEach(
              ranking ->
                  ranking.forEach(
                      found ->
                          findings
                              .computeIfAbsent(
                                  found.scored().command().hash(), hash -> new ArrayList<>())
                              .add(found)));
      Map<Long, Double> sums = new HashMap<>();
      findings.forEach((hash, found) -> sums.put(hash, sum(found)));
      List<Long> chosen =
          sums.keySet().stream()
              .sorted(
                  Comparator.comparingDouble((Long hash) -> -sums.get(hash))
                      .thenComparing(Comparator.naturalOrder()))
              .limit(k)
              .toList();
      List<Anomaly> anomalies = new ArrayList<>();
      for (int rank = 1; rank <= chosen.size(); rank++) {
        for (Anomaly found : findings.get(chosen.get(rank - 1))) {
          anomalies.add(new Anomaly(rank, found.scored()));
        }
      }
      return anomalies;
    }

    /** In the order of the ranks, so that equal ranks of other detectors give the same sum. */
    private double sum(List<Anomaly> found) {
      int[] ranks = found.stream().mapToInt(Anomaly::rank).sorted().toArray();
      return Arrays.stream(ranks).mapToDouble(rank -> 1 / (CONSTANT + rank)).sum();
    }
  };

  /** The constant of the sum; the paper's. */
  private static final double CONSTANT = 60;

  /** The key that brings together what {@link #top} needs of all shards. */
  public abstract String keyOf(ScoredCommand scored);

  /**
   * The anomalies among the shards' best of one key.
   *
   * @param best the k best of each shard, scale and detector, in any order
   * @param k number to keep
   */
  public abstract List<Anomaly> top(Collection<ScoredCommand> best, int k);

  /** The k best of each scale and detector with their ranks, by name. */
  private static Map<String, List<Anomaly>> ranked(Collection<ScoredCommand> best, int k) {
    TreeMap<String, TopK> tops = new TreeMap<>();
    for (ScoredCommand scored : best) {
      String of = scored.scale() + "/" + scored.detector();
      tops.computeIfAbsent(of, name -> new TopK(k)).add(scored);
    }
    Map<String, List<Anomaly>> ranked = new TreeMap<>();
    tops.forEach(
        (of, top) -> {
          List<Anomaly> anomalies = new ArrayList<>();
          for (ScoredCommand scored : top.ranked()) {
            anomalies.add(new Anomaly(anomalies.size() + 1, scored));
          }
          ranked.put(of, anomalies);
        });
    return ranked;
  }
}
