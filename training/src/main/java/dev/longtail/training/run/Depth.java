package dev.longtail.training.run;

/**
 * How much is measured of each row beside the figures of the reference.
 *
 * @param seeds trainings of each row. Model, curves and the figures of the reference are of the
 *     first; measures and differences are means of all
 * @param replicates bootstrap replicates; 0 leaves out intervals, differences and evasion
 * @param curves whether the rows with exemplars are also trained on parts of them, for the AUC
 *     against days and labels; about twenty trainings a base set
 */
public record Depth(int seeds, int replicates, boolean curves) {
  /** What costs little: one seed, intervals, no curves. */
  public static final Depth DEFAULT = new Depth(1, 1000, false);

  public Depth {
    if (seeds < 1 || replicates < 0) {
      throw new IllegalArgumentException(seeds + " seeds, " + replicates + " replicates");
    }
  }
}
