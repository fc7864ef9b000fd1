package dev.longtail.job.scoring;

import dev.longtail.job.config.ClassifierOptions;
import dev.longtail.job.storage.Location;
import dev.longtail.labeler.admission.PresentClassifier;
import dev.longtail.udfs.embedding.EmbeddingModel;
import dev.longtail.udfs.io.InputException;
import java.io.Serializable;

/**
 * A model by its place and its content: whoever reads it later, on another machine, gets the same
 * model or an error. So the lines that it keeps out stay a function of the events, whatever is
 * written to the place in the meantime.
 */
public final class StoredClassifier implements Serializable {
  private static final long serialVersionUID = 1L;

  /** No classifier. */
  public static final StoredClassifier NONE =
      new StoredClassifier(ClassifierOptions.NONE, EmbeddingModel.MINILM, "");

  private final ClassifierOptions options;
  private final EmbeddingModel embedding;
  private final String digest;

  private StoredClassifier(ClassifierOptions options, EmbeddingModel embedding, String digest) {
    this.options = options;
    this.embedding = embedding;
    this.digest = digest;
  }

  /**
   * Reads the model to see whether it can be used, and which one it is.
   *
   * @param embedding computes the embeddings, if the model needs any
   * @throws InputException if there is no model, or it is one of another release, or it was trained
   *     on another embedding model
   */
  public static StoredClassifier of(ClassifierOptions options, EmbeddingModel embedding) {
    if (!options.any()) {
      return NONE;
    }
    ReadModel read = ReadModel.read(location(options));
    StoredClassifier stored = new StoredClassifier(options, embedding, read.digest());
    stored.open(read).close();
    return stored;
  }

  /** {@link PresentClassifier#name}: the model by its content, and the limit. */
  public String name() {
    return options.any() ? "classifier-%s<%s".formatted(digest, options.limit()) : "";
  }

  /**
   * Reads the model anew, for this machine; the classifier must be closed.
   *
   * @throws InputException if it is not the same any more
   */
  public PresentClassifier open() {
    if (!options.any()) {
      return PresentClassifier.NONE;
    }
    ReadModel folder = ReadModel.read(location(options));
    if (!folder.digest().equals(digest)) {
      throw new InputException(
          "%s: is model %s now, and was %s when the job was submitted; submit it again"
              .formatted(options.location(), folder.digest(), digest));
    }
    return open(folder);
  }

  private PresentClassifier open(ReadModel read) {
    return AgreeingClassifier.of(read.model(), embedding, options.limit(), name());
  }

  private static Location location(ClassifierOptions options) {
    return new Location(options.location());
  }
}
