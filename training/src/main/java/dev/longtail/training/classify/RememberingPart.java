package dev.longtail.training.classify;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * A part that scores each line once, for one thread. Marks and vector must be those of the line, as
 * everywhere.
 */
final class RememberingPart implements Part.OnEmbedding {
  private final Part.OnEmbedding part;
  private final Part.EmbeddingScorer scorer;
  private final Map<String, Double> scores = new HashMap<>();

  RememberingPart(Part.OnEmbedding part) {
    this.part = part;
    this.scorer = part.scorer();
  }

  @Override
  public Part.EmbeddingScorer scorer() {
    return new Part.EmbeddingScorer() {
      @Override
      public double score(String commandLine, int[] marks, float[] vector) {
        return scores.computeIfAbsent(commandLine, line -> scorer.score(line, marks, vector));
      }

      @Override
      public void explain(
          String commandLine, int[] marks, float[] vector, double factor, ScoreReasons reasons) {
        scorer.explain(commandLine, marks, vector, factor, reasons);
      }
    };
  }

  @Override
  public void save(Path file) throws IOException {
    part.save(file);
  }
}
