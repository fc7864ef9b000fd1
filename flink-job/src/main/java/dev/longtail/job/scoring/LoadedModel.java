package dev.longtail.job.scoring;

import dev.longtail.job.storage.Location;
import dev.longtail.training.classify.LineVectors;
import dev.longtail.training.classify.Model;
import dev.longtail.udfs.embedding.EmbeddingModel;
import dev.longtail.udfs.io.InputException;
import java.util.HashMap;
import java.util.Map;

/**
 * A model in memory, which all subtasks of a JVM share: one with embeddings takes some 30 MB. It is
 * read once and forgotten when nobody uses it any more.
 */
public final class LoadedModel implements AutoCloseable {
  private static final Map<String, Shared> IN_USE = new HashMap<>();

  private final String content;
  private final Shared shared;
  private boolean closed;

  private static final class Shared {
    private Model model;
    private int leases;
  }

  private LoadedModel(String content, Shared shared) {
    this.content = content;
    this.shared = shared;
  }

  /**
   * Reads the model, or shares it if it is in use already.
   *
   * @param embedding computes the embeddings, if it needs any
   * @throws InputException if it cannot be read, has another content than {@code live} says, or was
   *     trained on another embedding model
   */
  public static LoadedModel lease(LiveModel live, EmbeddingModel embedding) {
    Shared shared;
    synchronized (IN_USE) {
      shared = IN_USE.computeIfAbsent(live.content(), content -> new Shared());
      shared.leases++;
    }
    LoadedModel lease = new LoadedModel(live.content(), shared);
    try {
      // Others wait for the same model only.
      synchronized (shared) {
        if (shared.model == null) {
          shared.model = read(live, embedding);
        }
      }
      return lease;
    } catch (RuntimeException e) {
      lease.close();
      throw e;
    }
  }

  private static Model read(LiveModel live, EmbeddingModel embedding) {
    ReadModel read = ReadModel.read(new Location(live.location()));
    if (!read.digest().equals(live.content())) {
      throw new InputException(
          "%s: holds model %s, not %s".formatted(live.location(), read.digest(), live.content()));
    }
    String trainedOn = read.model().facts().embedding();
    if (read.model().needsVectors() && !trainedOn.equals(embedding.identity())) {
      throw new InputException(
          "%s: the model was trained on embeddings of %s, not of %s"
              .formatted(live.location(), trainedOn, embedding.identity()));
    }
    return read.model();
  }

  /** The number of models in memory. */
  public static int inUse() {
    synchronized (IN_USE) {
      return IN_USE.size();
    }
  }

  /** Whether it scores with embeddings. */
  public boolean needsVectors() {
    return shared.model.needsVectors();
  }

  /** The model; {@code vectors} are used only if it needs any. */
  Model with(LineVectors vectors) {
    return shared.model.withIfNeeded(vectors);
  }

  /** The number of components of its embeddings; 0 if it needs none. */
  int dimensions() {
    return shared.model.facts().dimensions();
  }

  /** Name of the embedding model that it needs; empty if none. */
  String embedding() {
    return shared.model.facts().embedding();
  }

  @Override
  public void close() {
    synchronized (IN_USE) {
      if (!closed) {
        closed = true;
        if (--shared.leases == 0) {
          IN_USE.remove(content);
        }
      }
    }
  }
}
