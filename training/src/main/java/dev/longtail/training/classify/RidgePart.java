package dev.longtail.training.classify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Ridge regression on random Fourier features of the embedding: a smooth function of it. */
final class RidgePart implements Part.OnEmbedding {
  private final LinearModel model;
  private final FourierFeatures features;

  private RidgePart(LinearModel model, FourierFeatures features) {
    this.model = model;
    this.features = features;
  }

  static RidgePart train(TrainingRows rows, long seed) {
    FourierFeatures features = new FourierFeatures(rows.dimensions(), seed);
    float[][] vectors = new float[rows.size()][FourierFeatures.COUNT];
    for (int i = 0; i < vectors.length; i++) {
      features.of(rows.vector(i), vectors[i]);
    }
    return new RidgePart(RidgeTrainer.train(vectors, rows.malicious(), rows.weights()), features);
  }

  static RidgePart load(Path file, int dimensions, long seed) throws IOException {
    return new RidgePart(
        LinearModel.parse(Files.readAllBytes(file), FourierFeatures.COUNT, file.toString()),
        new FourierFeatures(dimensions, seed));
  }

  @Override
  public EmbeddingScorer scorer() {
    return new Scorer();
  }

  private final class Scorer implements EmbeddingScorer {
    private final float[] row = new float[FourierFeatures.COUNT];

    @Override
    public double score(String commandLine, int[] marks, float[] vector) {
      features.of(vector, row);
      float[] weights = model.weights();
      double sum = model.bias();
      for (int i = 0; i < row.length; i++) {
        sum += (double) weights[i] * row[i];
      }
      return sum;
    }

    @Override
    public void explain(
        String commandLine, int[] marks, float[] vector, double factor, ScoreReasons reasons) {
      reasons.prior(factor * model.bias());
      reasons.part("ridge", factor * (score(commandLine, marks, vector) - model.bias()));
    }
  }

  @Override
  public void save(Path file) throws IOException {
    Files.write(file, model.bytes());
  }
}
