package dev.longtail.training.metrics;

import dev.longtail.udfs.statistics.Interval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * A figure with its bootstrap replicates, over lines and over families. Figures of one test set
 * share their replicates. So their difference, and their mean, is that of each replicate.
 *
 * <p>Immutable.
 */
public final class Sampled {
  private static final double TAIL = 0.025;

  private final double value;
  private final Draws lines;
  private final Optional<Draws> families;

  /**
   * Replicates of a figure.
   *
   * @param values one a replicate
   * @param units how many independent units were drawn for each
   */
  private record Draws(double[] values, int units) {
    /** The values in order of their replicates. */
    double at(int replicate) {
      return values[replicate];
    }
  }

  private Sampled(double value, Draws lines, Optional<Draws> families) {
    this.value = value;
    this.lines = lines;
    this.families = families;
  }

  /**
   * All measures of {@code ranking}, by {@link Measure#ordinal()}.
   *
   * @param families how families are drawn; empty if they are unknown or too few
   */
  public static List<Sampled> of(
      Ranking ranking, int replicates, Resampling lines, Optional<Resampling> families) {
    double[] values = ranking.measures();
    double[][] overLines = replicates(ranking, replicates, lines);
    Optional<double[][]> overFamilies = families.map(f -> replicates(ranking, replicates, f));
    List<Sampled> sampled = new ArrayList<>();
    for (int m = 0; m < values.length; m++) {
      int measure = m;
      sampled.add(
          new Sampled(
              values[m],
              new Draws(overLines[m], lines.units()),
              overFamilies.map(draws -> new Draws(draws[measure], families.get().units()))));
    }
    return sampled;
  }

  private static double[][] replicates(Ranking ranking, int replicates, Resampling resampling) {
    double[][] values = new double[Measure.values().length][replicates];
    for (int r = 0; r < replicates; r++) {
      double[] measures = ranking.measures(resampling.weights(r));
      for (int m = 0; m < measures.length; m++) {
        values[m][r] = measures[m];
      }
    }
    return values;
  }

  /**
   * The mean over seeds of training. Each replicate draws as many seeds as there are, with
   * replacement, on top of its lines or families. So the interval holds what another test set and
   * another seed would change. Two figures whose seeds correspond draw the same ones.
   */
  public static Sampled meanOfSeeds(List<Sampled> seeds, long seed) {
    if (seeds.size() == 1) {
      return seeds.get(0);
    }
    int[][] drawn = drawn(seeds.size(), seeds.get(0).lines.values.length, seed);
    return new Sampled(
        mean(seeds.size(), i -> seeds.get(i).value),
        drawnMean(seeds.stream().map(s -> s.lines).toList(), drawn, seeds.get(0).lines.units),
        seeds.stream().allMatch(s -> s.families.isPresent())
            ? Optional.of(
                drawnMean(
                    seeds.stream().map(s -> s.families.orElseThrow()).toList(),
                    drawn,
                    seeds.get(0).families.orElseThrow().units))
            : Optional.empty());
  }

  /**
   * The mean over folds, each of which is tested on families of its own. Over lines, a replicate
   * draws the lines of each fold. Over families, it draws whole folds with replacement and then
   * their lines: the folds are the units that are independent.
   */
  public static Sampled meanOfFolds(List<Sampled> folds, long seed) {
    int replicates = folds.get(0).lines.values.length;
    double[] overLines = new double[replicates];
    Arrays.setAll(overLines, r -> mean(folds.size(), i -> folds.get(i).lines.at(r)));
    int units = folds.stream().mapToInt(fold -> fold.lines.units).sum();
    return new Sampled(
        mean(folds.size(), i -> folds.get(i).value),
        new Draws(overLines, units),
        folds.size() < 3
            ? Optional.empty()
            : Optional.of(
                drawnMean(
                    folds.stream().map(fold -> fold.lines).toList(),
                    drawn(folds.size(), replicates, seed),
                    folds.size())));
  }

  /** This figure less {@code other}, paired by replicate. */
  public Sampled minus(Sampled other) {
    return new Sampled(
        value - other.value,
        minus(lines, other.lines),
        families.isPresent() && other.families.isPresent()
            ? Optional.of(minus(families.get(), other.families.get()))
            : Optional.empty());
  }

  /** Whether the set is large enough to know the figure. */
  public boolean isKnown() {
    return !Double.isNaN(value);
  }

  /** The figure of the lines as they are; NaN if it is unknown. */
  public double value() {
    return value;
  }

  /** The 95 % interval over lines; empty if the figure is unknown. */
  public Optional<Interval> overLines() {
    return interval(lines);
  }

  /** The 95 % interval over families; empty if families are unknown or too few. */
  public Optional<Interval> overFamilies() {
    return families.flatMap(Sampled::interval);
  }

  /**
   * The percentile interval. Its percentiles are moved outwards for few units, from the normal
   * distribution's 2.5 % to those of Student's t and of the variance's divisor n - 1 (T. C.
   * Hesterberg, <i>What teachers should know about the bootstrap</i>, The American Statistician 69
   * (2015), "expanded percentile"). With many units they are 2.5 % and 97.5 %.
   */
  private static Optional<Interval> interval(Draws draws) {
    double[] sorted = draws.values.clone();
    Arrays.sort(sorted);
    if (Double.isNaN(sorted[sorted.length - 1]) || draws.units < 2) {
      return Optional.empty();
    }
    double reach =
        Math.sqrt(draws.units / (draws.units - 1.0))
            * new TDistribution(null, draws.units - 1).inverseCumulativeProbability(1 - TAIL);
    double tail = new NormalDistribution(null, 0, 1).cumulativeProbability(-reach);
    return Optional.of(new Interval(quantile(sorted, tail), quantile(sorted, 1 - tail)));
  }

  /** Linear between order statistics, which stand at i / (n - 1). */
  private static double quantile(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) Math.floor(place);
    int above = Math.min(sorted.length - 1, below + 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  private static Draws minus(Draws a, Draws b) {
    double[] difference = new double[a.values.length];
    Arrays.setAll(difference, r -> a.values[r] - b.values[r]);
    return new Draws(difference, Math.min(a.units, b.units));
  }

  /** For each replicate the numbers drawn out of {@code count}. */
  private static int[][] drawn(int count, int replicates, long seed) {
    int[][] drawn = new int[replicates][count];
    for (int r = 0; r < replicates; r++) {
      SplittableRandom random = Seeds.random(~seed, r);
      Arrays.setAll(drawn[r], i -> random.nextInt(count));
    }
    return drawn;
  }

  private static Draws drawnMean(List<Draws> parts, int[][] drawn, int units) {
    double[] values = new double[drawn.length];
    Arrays.setAll(values, r -> mean(drawn[r].length, i -> parts.get(drawn[r][i]).at(r)));
    return new Draws(values, units);
  }

  private static double mean(int count, IntToDoubleFunction value) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += value.applyAsDouble(i);
    }
    return sum / count;
  }
}
