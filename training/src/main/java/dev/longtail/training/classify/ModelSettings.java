package dev.longtail.training.classify;

/**
 * What is chosen for a model.
 *
 * @param trees boosted trees of each ensemble
 * @param seed of every draw
 */
public record ModelSettings(int trees, long seed) {
  public ModelSettings {
    if (trees < 1) {
      throw new IllegalArgumentException(trees + " trees");
    }
  }

  /** How the trees of the published method are grown. */
  public BoostingSettings boosting() {
    return BoostingSettings.reference(trees, seed);
  }

  /** How the trees on embeddings are grown. */
  BoostingSettings embeddingBoosting() {
    return BoostingSettings.onEmbeddings(trees, seed);
  }
}
