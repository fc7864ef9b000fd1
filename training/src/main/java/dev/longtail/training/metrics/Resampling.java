package dev.longtail.training.metrics;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * How a test set is drawn again for a bootstrap: attacks and benign lines apart, so that each
 * replicate has both, and within a class either lines or whole clusters of lines with replacement
 * (B. Efron and R. Tibshirani, <i>An Introduction to the Bootstrap</i>, 1993, chapters 6 and 8).
 * Clusters are for lines that resemble one another, such as those of a source family: drawing them
 * one by one would take them for independent, and the interval would be too narrow.
 *
 * <p>A replicate is a function of the set, the seed and its number. So two classifiers of one set
 * meet the same replicates, and their differences are paired.
 */
public final class Resampling {
  /** Fewer clusters of a class say nothing about others. */
  private static final int FEWEST_CLUSTERS = 3;

  private final boolean[] isMalicious;

  /** The number of each line's unit within its class. */
  private final int[] unitOf;

  private final int maliciousUnits;
  private final int benignUnits;
  private final long seed;

  private Resampling(
      boolean[] isMalicious, int[] unitOf, int maliciousUnits, int benignUnits, long seed) {
    this.isMalicious = isMalicious;
    this.unitOf = unitOf;
    this.maliciousUnits = maliciousUnits;
    this.benignUnits = benignUnits;
    this.seed = seed;
  }

  /** Draws lines. */
  public static Resampling ofLines(boolean[] isMalicious, long seed) {
    int[] unitOf = new int[isMalicious.length];
    int malicious = 0;
    int benign = 0;
    for (int i = 0; i < unitOf.length; i++) {
      unitOf[i] = isMalicious[i] ? malicious++ : benign++;
    }
    return new Resampling(isMalicious.clone(), unitOf, malicious, benign, seed);
  }

  /**
   * Draws whole clusters.
   *
   * @param clusters the cluster of each line; a blank one is unknown
   * @return empty if a line's cluster is unknown, or a class has fewer than three clusters
   */
  public static Optional<Resampling> ofClusters(
      boolean[] isMalicious, List<String> clusters, long seed) {
    Map<String, Integer> malicious = new HashMap<>();
    Map<String, Integer> benign = new HashMap<>();
    int[] unitOf = new int[isMalicious.length];
    for (int i = 0; i < unitOf.length; i++) {
      if (clusters.get(i).isBlank()) {
        return Optional.empty();
      }
      Map<String, Integer> units = isMalicious[i] ? malicious : benign;
      Integer next = units.size();
      Integer known = units.putIfAbsent(clusters.get(i), next);
      unitOf[i] = known == null ? next : known;
    }
    if (malicious.size() < FEWEST_CLUSTERS || benign.size() < FEWEST_CLUSTERS) {
      return Optional.empty();
    }
    return Optional.of(
        new Resampling(isMalicious.clone(), unitOf, malicious.size(), benign.size(), seed));
  }

  /** The units of the class that has fewer of them; the interval is as good as these are many. */
  public int units() {
    return Math.min(maliciousUnits, benignUnits);
  }

  /** How often each line occurs in replicate {@code number}. */
  public int[] weights(int number) {
    SplittableRandom random = Seeds.random(seed, number);
    int[] malicious = draws(maliciousUnits, random);
    int[] benign = draws(benignUnits, random);
    int[] weights = new int[unitOf.length];
    Arrays.setAll(weights, i -> (isMalicious[i] ? malicious : benign)[unitOf[i]]);
    return weights;
  }

  private static int[] draws(int units, SplittableRandom random) {
    int[] count = new int[units];
    for (int i = 0; i < units; i++) {
      count[random.nextInt(units)]++;
    }
    return count;
  }
}
