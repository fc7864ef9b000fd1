package dev.longtail.detectors.model;

/**
 * A model whose scores are comparable with those of other detectors and shards.
 *
 * <p>Contributions are the model's own, divided by the same scale. If the model's contributions sum
 * to its score, these sum to the standardised score plus {@code centre / scale}. This constant
 * belongs to no feature of the row.
 *
 * @param model gives the scores
 * @param standardization of its scores
 */
public record StandardizedModel(AnomalyModel model, Standardization standardization)
    implements AnomalyModel {
  /** Standardises by the scores of the sample the model was fitted on. */
  public static StandardizedModel of(AnomalyModel model, FeatureTable sample) {
    return new StandardizedModel(model, Standardization.of(model, sample));
  }

  @Override
  public double score(float[] row) {
    return standardization.apply(model.score(row));
  }

  @Override
  public void contributions(float[] row, double[] out) {
    model.contributions(row, out);
    for (int i = 0; i < out.length; i++) {
      out[i] /= standardization.scale();
    }
  }
}
