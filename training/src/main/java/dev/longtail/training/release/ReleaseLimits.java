package dev.longtail.training.release;

/**
 * What a candidate may lose at most. A loss that is certain is refused however small it is.
 *
 * @param auc area under the ROC curve of a test set
 * @param recall share of known attacks that are alerted on, also of those that are written
 *     otherwise
 */
public record ReleaseLimits(double auc, double recall) {
  /** What holds without options. */
  public static final ReleaseLimits DEFAULT = new ReleaseLimits(0.002, 0.01);

  public ReleaseLimits {
    if (!(auc >= 0 && auc <= 1) || !(recall >= 0 && recall <= 1)) {
      throw new IllegalArgumentException("a loss is a share from 0 to 1");
    }
  }
}
