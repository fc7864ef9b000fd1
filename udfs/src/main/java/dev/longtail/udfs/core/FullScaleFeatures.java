package dev.longtail.udfs.core;

/**
 * All features of the full scale: {@link ExpertFeatures}, then for each token of a vocabulary its
 * TF-IDF, then for each its presence (Gelman and Bergeron 2025).
 *
 * <p>Not thread-safe; a line costs no allocation.
 */
public final class FullScaleFeatures {
  private final ExpertFeatures expert = new ExpertFeatures();
  private final double[] expertValues = new double[ExpertFeatures.count()];

  /** Features with the tokens of {@code vocabulary}. */
  public FullScaleFeatures(TokenVocabulary vocabulary) {}

  /** Number of columns: those of the expert features and two for each token. */
  public int columns() {
    return ExpertFeatures.count();
  }

  /**
   * Computes the features of a line.
   *
   * @param row of {@link #columns()} columns; what it held is cleared
   */
  public void extract(String commandLine, FeatureRow row) {
    row.clear();
    expert.extract(commandLine, expertValues);
    for (int column = 0; column < expertValues.length; column++) {
      row.set(column, (float) expertValues[column]);
    }
  }

  /** What a column means. */
  public Feature feature(int column) {
    return ExpertFeatures.describe().get(column);
  }
}
