package dev.longtail.training.families;

/**
 * How the protocol is run.
 *
 * @param seeds trainings of each fold, with seeds from {@code seed} on
 * @param seed of training, draws and bootstrap
 * @param replicates bootstrap replicates
 * @param parallelism trainings side by side; no result depends on it
 */
public record LeftOutSettings(int seeds, long seed, int replicates, int parallelism) {
  /** Replicates by default: percentiles of 2.5 % then rest on 25 of them. */
  public static final int DEFAULT_REPLICATES = 1000;

  public LeftOutSettings {
    if (seeds < 1 || replicates < 100 || parallelism < 1) {
      throw new IllegalArgumentException(
          "%d seeds, %d replicates, parallelism %d".formatted(seeds, replicates, parallelism));
    }
  }
}
