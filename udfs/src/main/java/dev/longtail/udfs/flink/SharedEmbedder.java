package dev.longtail.udfs.flink;

import dev.longtail.udfs.embedding.BatchableEmbedder;
import dev.longtail.udfs.embedding.BatchingEmbedder;
import dev.longtail.udfs.embedding.EmbeddingModel;
import dev.longtail.udfs.embedding.OnnxTextEmbedder;
import dev.longtail.udfs.embedding.TextEmbedder;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * One embedder for all subtasks of a JVM that use the same model: its session is thread-safe and
 * its weights take tens to hundreds of megabytes. They also share the batches, which are fuller so,
 * and the remembered vectors. The last one to leave closes it.
 */
public final class SharedEmbedder {
  private static final Map<EmbeddingModel, SharedEmbedder> IN_USE = new HashMap<>();

  private final BatchableEmbedder embedder;
  private BatchingEmbedder batching;
  private int slots;
  private int leases;

  private SharedEmbedder(BatchableEmbedder embedder) {
    this.embedder = embedder;
  }

  /** Loads the model, or joins those who use it already. */
  public static Lease lease(EmbeddingModel model) {
    return lease(model, OnnxTextEmbedder::new);
  }

  /** As {@link #lease(EmbeddingModel)}, loading it in a way of the caller's. */
  static Lease lease(EmbeddingModel model, Function<EmbeddingModel, BatchableEmbedder> load) {
    synchronized (IN_USE) {
      SharedEmbedder shared = IN_USE.computeIfAbsent(model, m -> new SharedEmbedder(load.apply(m)));
      shared.leases++;
      return new Lease(model, shared);
    }
  }

  /** Models in use, for tests. */
  static int inUse() {
    synchronized (IN_USE) {
      return IN_USE.size();
    }
  }

  private BatchingEmbedder addSlot() {
    if (batching == null) {
      batching = new BatchingEmbedder(embedder, 0, BatchingEmbedder.Limits.DEFAULT);
    }
    slots++;
    setWorkers();
    return batching;
  }

  private void leave(EmbeddingModel model, boolean slot) {
    leases--;
    if (slot) {
      slots--;
    }
    if (leases > 0) {
      if (slot) {
        setWorkers();
      }
      return;
    }
    IN_USE.remove(model);
    if (batching != null) {
      batching.close();
    }
    embedder.close();
  }

  /** One a slot, but a core has nothing of a second one. */
  private void setWorkers() {
    batching.setWorkers(Math.min(slots, Runtime.getRuntime().availableProcessors()));
  }

  /** The right to use an embedder until it is closed. */
  public static final class Lease implements AutoCloseable {
    private final EmbeddingModel model;
    private SharedEmbedder shared;
    private BatchingEmbedder batching;

    private Lease(EmbeddingModel model, SharedEmbedder shared) {
      this.model = model;
      this.shared = shared;
    }

    /** The embedder, for use on the caller's own thread; not to be closed. */
    public TextEmbedder get() {
      return shared.embedder;
    }

    /**
     * The embedder behind its batches, with one more worker from now until this lease is closed;
     * not to be closed.
     */
    public BatchingEmbedder batching() {
      synchronized (IN_USE) {
        if (batching == null) {
          batching = shared.addSlot();
        }
        return batching;
      }
    }

    /** Texts that were computed for all who share it; those remembered were not again. */
    public long computed() {
      synchronized (IN_USE) {
        return shared.batching == null ? 0 : shared.batching.computed();
      }
    }

    /** Gives it back; texts that this lease asked for and nobody waits for may stay uncomputed. */
    @Override
    public void close() {
      synchronized (IN_USE) {
        if (shared != null) {
          SharedEmbedder left = shared;
          shared = null;
          left.leave(model, batching != null);
        }
      }
    }
  }
}
