package dev.longtail.udfs.flink;

import dev.longtail.udfs.core.EmbeddingModel;
import dev.longtail.udfs.core.OnnxTextEmbedder;
import dev.longtail.udfs.core.TextEmbedder;
import java.util.HashMap;
import java.util.Map;

/**
 * One embedder for all subtasks of a JVM that use the same model: its session is thread-safe and
 * its weights take tens to hundreds of megabytes. The last one to leave closes it.
 */
public final class SharedEmbedder {
  private static final Map<EmbeddingModel, SharedEmbedder> IN_USE = new HashMap<>();

  private final TextEmbedder embedder;
  private int leases;

  private SharedEmbedder(EmbeddingModel model) {
    embedder = new OnnxTextEmbedder(model);
  }

  /** Loads the model, or joins those who use it already. */
  public static Lease lease(EmbeddingModel model) {
    synchronized (IN_USE) {
      SharedEmbedder shared = IN_USE.computeIfAbsent(model, SharedEmbedder::new);
      shared.leases++;
      return new Lease(model, shared.embedder);
    }
  }

  private static void leave(EmbeddingModel model) {
    synchronized (IN_USE) {
      SharedEmbedder shared = IN_USE.get(model);
      if (--shared.leases == 0) {
        IN_USE.remove(model);
        shared.embedder.close();
      }
    }
  }

  /** The right to use an embedder until it is closed. */
  public static final class Lease implements AutoCloseable {
    private final EmbeddingModel model;
    private TextEmbedder embedder;

    private Lease(EmbeddingModel model, TextEmbedder embedder) {
      this.model = model;
      this.embedder = embedder;
    }

    /** The embedder; not to be closed. */
    public TextEmbedder get() {
      return embedder;
    }

    @Override
    public void close() {
      if (embedder != null) {
        embedder = null;
        leave(model);
      }
    }
  }
}
