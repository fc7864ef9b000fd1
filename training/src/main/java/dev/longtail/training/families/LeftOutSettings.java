package dev.longtail.training.families;

/**
 * How the protocol is run.
 *
 * @param seeds trainings of each fold, with seeds from {@code seed} on
 * @param seed of training, draws and bootstrap
 * @param replicates bootstrap replicates
 * @param parallelism trainings side by side; no result depends on it
 * @param allEqual whether all sets of a base are cut to the smallest number of added lines, and not
 *     only exemplars and random lines
 */
public record LeftOutSettings(
    int seeds, long seed, int replicates, int parallelism, boolean allEqual) {
  /** Replicates by default: percentiles of 2.5 % then rest on 25 of them. */
  public static final int DEFAULT_REPLICATES = 1000;

  /** Only exemplars and random lines are compared at equal numbers. */
  public LeftOutSettings(int seeds, long seed, int replicates, int parallelism) {
    this(seeds, seed, replicates, parallelism, false);
  }

  public LeftOutSettings {
    if (seeds < 1 || replicates < 100 || parallelism < 1) {
      throw new IllegalArgumentException(
          "%d seeds, %d replicates, parallelism %d".formatted(seeds, replicates, parallelism));
    }
  }
}
