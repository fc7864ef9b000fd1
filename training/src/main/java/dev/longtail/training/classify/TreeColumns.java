package dev.longtail.training.classify;

/**
 * Turns a line and its vector into the columns that trees are grown on. Not thread-safe; use one
 * instance per thread.
 */
public interface TreeColumns {
  /** Number of columns. */
  int count();

  /**
   * The row of a line.
   *
   * @param vector its embedding; empty where no column needs one
   */
  SparseRow row(String commandLine, float[] vector);

  /** The columns of the model's trees on embeddings of so many components. */
  static TreeColumns onEmbeddings(int dimensions) {
    EmbeddingVectorizer vectorizer = new EmbeddingVectorizer(dimensions);
    return new TreeColumns() {
      @Override
      public int count() {
        return vectorizer.columns();
      }

      @Override
      public SparseRow row(String commandLine, float[] vector) {
        return vectorizer.row(commandLine, MarkColumns.of(commandLine), vector);
      }
    };
  }

  /** The columns of the published trees. */
  static TreeColumns published() {
    CommandVectorizer vectorizer = new CommandVectorizer();
    return new TreeColumns() {
      @Override
      public int count() {
        return CommandVectorizer.columns();
      }

      @Override
      public SparseRow row(String commandLine, float[] vector) {
        return vectorizer.row(commandLine);
      }
    };
  }
}
