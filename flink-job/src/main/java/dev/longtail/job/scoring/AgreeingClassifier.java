package dev.longtail.job.scoring;

import dev.longtail.labeler.admission.PresentClassifier;
import dev.longtail.training.classify.EmbeddingMemory;
import dev.longtail.training.classify.Model;
import dev.longtail.training.classify.ModelClassifier;
import dev.longtail.udfs.embedding.EmbeddingModel;
import java.util.Optional;
import java.util.OptionalDouble;

/** A model as {@link PresentClassifier}: it agrees with benign below a limit of its score. */
final class AgreeingClassifier implements PresentClassifier {
  /** Lines come one by one, and seldom again. */
  private static final long MEMORY_BYTES = 1L << 20;

  private final ModelClassifier classifier;
  private final EmbeddingMemory vectors;
  private final double limit;
  private final String name;

  private AgreeingClassifier(
      ModelClassifier classifier, EmbeddingMemory vectors, double limit, String name) {
    this.classifier = classifier;
    this.vectors = vectors;
    this.limit = limit;
    this.name = name;
  }

  /**
   * A classifier, which must be closed.
   *
   * @param embedding computes the embeddings, if {@code model} needs any
   * @throws dev.longtail.udfs.io.InputException if the model was trained on another embedding model
   */
  static AgreeingClassifier of(Model model, EmbeddingModel embedding, double limit, String name) {
    if (!model.needsVectors()) {
      return new AgreeingClassifier(model.classifier(), null, limit, name);
    }
    EmbeddingMemory vectors = new EmbeddingMemory(embedding, 1, MEMORY_BYTES);
    try {
      return new AgreeingClassifier(model.with(vectors).classifier(), vectors, limit, name);
    } catch (RuntimeException e) {
      vectors.close();
      throw e;
    }
  }

  @Override
  public synchronized Optional<String> objection(String commandLine) {
    OptionalDouble score = classifier.scoreFrom(limit, commandLine);
    return score.isPresent()
        ? Optional.of(PresentClassifier.objection(score.getAsDouble(), limit))
        : Optional.empty();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public synchronized void close() {
    if (vectors != null) {
      vectors.close();
    }
  }
}
