package dev.longtail.detectors.distance;

import dev.longtail.detectors.model.AnomalyModel;
import dev.longtail.detectors.model.ColumnScaling;
import dev.longtail.detectors.model.FeatureTable;
import java.util.Arrays;

/**
 * Scores how badly principal components explain a row: about 1 for a usual row.
 *
 * <p>Columns are scaled ({@link ColumnScaling}). {@code v_j} and {@code λ_j} are eigenvectors and
 * eigenvalues of their covariance; {@code t_j = v_j·(z - mean)} are a row's coordinates. The first
 * {@code q} components explain the requested share of the variance: they are the structure. The
 * other components are noise of mean variance {@code σ²}. The score is
 *
 * <pre>sqrt( 1/p ( Σ_{j≤q} t_j²/λ_j  +  Σ_{j>q} t_j²/λ'_j ) ),   λ'_j = (n λ_j + p σ²) / (n + p)
 * </pre>
 *
 * <p>The second sum is the reconstruction error, with each discarded component in units of its own
 * deviation (the minor components of Shyu, Chen, Sarinnapakorn and Chang, <i>A Novel Anomaly
 * Detection Scheme Based on Principal Component Classifier</i>, 2003). A small error in a direction
 * without errors then outweighs a large error in a direction where errors are usual.
 *
 * <p>The first sum finds rows that are extreme along a kept component. Such rows are reconstructed
 * well, so the plain error misses them (score and orthogonal distance in Hubert, Rousseeuw and
 * Vanden Branden, <i>ROBPCA</i>, 2005; with all {@code λ'_j = σ²} it is the exponent of Tipping and
 * Bishop's probabilistic PCA, 1999).
 *
 * <p>With few rows, small eigenvalues are accidents. So the noise is shrunk towards {@code σ²}, as
 * if {@code p} more rows of isotropic noise had been seen. Every variance counts as at least 1 % of
 * the mean variance, so that constant and redundant columns do not divide by nearly 0.
 *
 * <p>A column's contribution is {@code (z - mean)_c (P (z - mean))_c / (p · score)}, where {@code
 * P} is the inverse of the regularised covariance above. Contributions sum to the score.
 */
public final class PcaReconstruction implements AnomalyModel {
  private static final double LEAST_VARIANCE = 0.01;

  private final ColumnScaling scaling;
  private final float[] mean;

  /** Weight of each column in each whitened coordinate, {@code v_jc / sqrt(p λ'_j)}. */
  private final float[][] weights;

  private final float[] centred;
  private final float[] coordinates;
  private final WeightedSum products;

  private PcaReconstruction(ColumnScaling scaling, float[] mean, float[][] weights) {
    this.scaling = scaling;
    this.mean = mean;
    this.weights = weights;
    this.centred = new float[mean.length];
    this.coordinates = new float[mean.length];
    this.products = new WeightedSum(mean.length);
  }

  static PcaReconstruction fit(FeatureTable sample, double variance, long seed) {
    ColumnScaling scaling = ColumnScaling.fit(sample, seed);
    Covariance covariance = Covariance.of(sample, scaling);
    int columns = sample.columns();
    SymmetricEigen eigen = SymmetricEigen.of(covariance.matrix());
    double[] variances = regularised(eigen.values(), variance, sample.rows());
    double[][] vectors = eigen.vectors();
    float[][] weights = new float[columns][columns];
    float[] mean = new float[columns];
    for (int c = 0; c < columns; c++) {
      mean[c] = (float) covariance.mean()[c];
      for (int j = 0; j < columns; j++) {
        weights[c][j] = (float) (vectors[j][c] / Math.sqrt(columns * variances[j]));
      }
    }
    return new PcaReconstruction(scaling, mean, weights);
  }

  /**
   * The variances that the components are divided by.
   *
   * @param eigenvalues descending
   */
  static double[] regularised(double[] eigenvalues, double variance, int rows) {
    int columns = eigenvalues.length;
    double[] variances = new double[columns];
    double total = 0;
    for (int j = 0; j < columns; j++) {
      variances[j] = Math.max(0, eigenvalues[j]);
      total += variances[j];
    }
    if (total == 0) {
      Arrays.fill(variances, 1);
      return variances;
    }
    int kept = 0;
    double explained = 0;
    while (kept < columns - 1 && explained < variance * total) {
      explained += variances[kept++];
    }
    double noise = 0;
    for (int j = kept; j < columns; j++) {
      noise += variances[j] / (columns - kept);
    }
    for (int j = kept; j < columns; j++) {
      variances[j] = (rows * variances[j] + columns * noise) / ((double) rows + columns);
    }
    for (int j = 0; j < columns; j++) {
      variances[j] = Math.max(variances[j], LEAST_VARIANCE * total / columns);
    }
    return variances;
  }

  @Override
  public double score(float[] row) {
    project(row);
    double sum = 0;
    for (float coordinate : coordinates) {
      sum += (double) coordinate * coordinate;
    }
    return Math.sqrt(sum);
  }

  @Override
  public void contributions(float[] row, double[] out) {
    double score = score(row);
    for (int c = 0; c < centred.length; c++) {
      double gradient = 0;
      for (int j = 0; j < coordinates.length; j++) {
        gradient += (double) weights[c][j] * coordinates[j];
      }
      out[c] = score == 0 ? 0 : centred[c] * gradient / score;
    }
  }

  private void project(float[] row) {
    scaling.apply(row, centred, 0);
    for (int c = 0; c < centred.length; c++) {
      centred[c] -= mean[c];
    }
    Arrays.fill(coordinates, 0);
    int c = 0;
    for (; c + WeightedSum.ROWS <= centred.length; c += WeightedSum.ROWS) {
      products.add(coordinates, 0, weights, c, centred, c);
    }
    for (; c < centred.length; c++) {
      float z = centred[c];
      float[] weight = weights[c];
      for (int j = 0; j < coordinates.length; j++) {
        coordinates[j] += z * weight[j];
      }
    }
  }
}
