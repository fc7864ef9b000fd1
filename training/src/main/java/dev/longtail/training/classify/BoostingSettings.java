package dev.longtail.training.classify;

/**
 * How the trees are grown.
 *
 * @param trees boosting rounds, one tree each
 * @param depth greatest depth of a tree
 * @param learningRate the weight of each tree
 * @param rowShare share of the rows each tree sees
 * @param columnShare share of the columns each tree sees
 * @param seed of the draws of rows and columns
 */
public record BoostingSettings(
    int trees, int depth, double learningRate, double rowShare, double columnShare, long seed) {
  public BoostingSettings {
    if (trees < 1 || depth < 1) {
      throw new IllegalArgumentException(trees + " trees of depth " + depth);
    }
    if (!(learningRate > 0 && learningRate <= 1)) {
      throw new IllegalArgumentException("learning rate " + learningRate);
    }
    if (!(rowShare > 0 && rowShare <= 1 && columnShare > 0 && columnShare <= 1)) {
      throw new IllegalArgumentException(
          "shares of rows and columns are " + rowShare + " and " + columnShare);
    }
  }

  /** The same with another number of trees. */
  BoostingSettings withTrees(int count) {
    return new BoostingSettings(count, depth, learningRate, rowShare, columnShare, seed);
  }

  /** The size of the published reference: trees of depth 6. */
  public static BoostingSettings reference(int trees, long seed) {
    return new BoostingSettings(trees, 6, 0.3, 0.8, 0.8, seed);
  }

  /** For embeddings, whose columns are many and alike: slower, and few columns a tree. */
  static BoostingSettings onEmbeddings(int trees, long seed) {
    return new BoostingSettings(trees, 6, 0.1, 0.8, 0.25, seed);
  }
}
