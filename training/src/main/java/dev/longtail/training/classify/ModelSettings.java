package dev.longtail.training.classify;

/**
 * What is chosen for a model.
 *
 * @param trees boosted trees of the published method; the trees on embeddings are half as many,
 *     because they soon learn the training's own sources by heart
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
  public BoostingSettings embeddingBoosting() {
    return BoostingSettings.onEmbeddings(Math.max(1, trees / 2), seed);
  }
}
