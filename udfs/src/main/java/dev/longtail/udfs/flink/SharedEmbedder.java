package dev.longtail.udfs.flink;

import dev.longtail.udfs.embedding.BatchableEmbedder;
import dev.longtail.udfs.embedding.BatchingEmbedder;
import dev.longtail.udfs.embedding.EmbeddingCounts;
import dev.longtail.udfs.embedding.EmbeddingModel;
import dev.longtail.udfs.embedding.OnnxTextEmbedder;
import dev.longtail.udfs.embedding.StoredModel;
import dev.longtail.udfs.embedding.TextEmbedder;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * One embedder for all subtasks of a JVM that use the same model. Its session is thread-safe, and
 * its weights take tens to hundreds of MB. The subtasks also share batches, which are then fuller,
 * and cached vectors. When the last subtask leaves, the embedder is closed.
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

  /** Loads the model, from wherever it lies, or shares it if it is in use already. */
  public static Lease lease(EmbeddingModel model) {
    return lease(model, SharedEmbedder::load);
  }

  /** A loaded model needs its files no more. */
  private static OnnxTextEmbedder load(EmbeddingModel model) {
    try (StoredModel copy = StoredModel.copyOf(model)) {
      return new OnnxTextEmbedder(copy.model());
    }
  }

  /** As {@link #lease(EmbeddingModel)}, with the caller's own loader. */
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

  private BatchingEmbedder addSlot(EmbeddingModel model) {
    if (batching == null) {
      batching = new BatchingEmbedder(embedder, 0, BatchingEmbedder.Limits.DEFAULT, model);
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

  /** One worker for each slot, but no more workers than cores. */
  private void setWorkers() {
    batching.setWorkers(Math.min(slots, Runtime.getRuntime().availableProcessors()));
  }

  /** The right to use an embedder until the lease is closed. */
  public static final class Lease implements AutoCloseable {
    private final EmbeddingModel model;
    private SharedEmbedder shared;
    private BatchingEmbedder batching;

    private Lease(EmbeddingModel model, SharedEmbedder shared) {
      this.model = model;
      this.shared = shared;
    }

    /** The embedder, for calls on the caller's own thread. Do not close it. */
    public TextEmbedder get() {
      return shared.embedder;
    }

    /**
     * The embedder with batches. The first call adds one worker until this lease is closed. Do not
     * close the result.
     */
    public BatchingEmbedder batching() {
      synchronized (IN_USE) {
        if (batching == null) {
          batching = shared.addSlot(model);
        }
        return batching;
      }
    }

    /** Where the vectors of all users of the embedder came from. */
    public EmbeddingCounts counts() {
      synchronized (IN_USE) {
        return shared.batching == null ? EmbeddingCounts.NONE : shared.batching.counts();
      }
    }

    /**
     * Gives the lease back. Texts that this lease asked for may stay uncomputed if nobody waits.
     */
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
