package dev.longtail.training.classify;

import java.io.IOException;
import java.nio.file.Path;

/** One of the classifiers that a model adds up. Immutable, shared by all threads. */
sealed interface Part {
  /**
   * Writes it into a file.
   *
   * @throws IOException if the file cannot be written
   */
  void save(Path file) throws IOException;

  /** A part that scores a line by its text and marks. */
  non-sealed interface OnText extends Part {
    /** Its scorer for one thread. */
    TextScorer scorer();
  }

  /** A part that also needs the embedding of the line. */
  non-sealed interface OnEmbedding extends Part {
    /** Its scorer for one thread. */
    EmbeddingScorer scorer();
  }

  /** Scores lines for one thread. 0 is undecided; each part has its own scale. */
  interface TextScorer {
    /**
     * How malicious a line looks.
     *
     * @param marks the columns of its marks ({@link MarkColumns})
     */
    double score(String commandLine, int[] marks);

    /**
     * Tells {@code reasons} what makes {@link #score}.
     *
     * @param factor what the score is multiplied with
     */
    void explain(String commandLine, int[] marks, double factor, ScoreReasons reasons);

    /** A bound: whatever marks the line bears, {@link #score} is not higher. */
    double mostWithAnyMarks(String commandLine);
  }

  /** As {@link TextScorer}, with an embedding. */
  interface EmbeddingScorer {
    /**
     * How malicious a line looks.
     *
     * @param vector the line's embedding
     */
    double score(String commandLine, int[] marks, float[] vector);

    /** As {@link TextScorer#explain}. */
    void explain(
        String commandLine, int[] marks, float[] vector, double factor, ScoreReasons reasons);
  }
}
