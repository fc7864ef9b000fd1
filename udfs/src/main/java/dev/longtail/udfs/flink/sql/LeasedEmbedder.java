package dev.longtail.udfs.flink.sql;

import dev.longtail.udfs.embedding.EmbeddingModel;
import dev.longtail.udfs.flink.SharedEmbedder;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a SQL function holds of an embedding model: its name until it is opened, then a lease of the
 * JVM's embedder and the vectors of the latest lines.
 *
 * <p>The vectors are remembered because Flink evaluates a constant for every row: a search for what
 * is like one given line would embed that line as often as all others together. Since a vector
 * depends on its line alone, remembering changes no result.
 *
 * <p>Not thread-safe, as a function instance is not.
 */
final class LeasedEmbedder implements Serializable {
  /** Lines whose vectors are remembered; half a megabyte at 384 dimensions. */
  static final int REMEMBERED = 256;

  private static final long serialVersionUID = 1L;

  private final EmbeddingModel model;
  private transient SharedEmbedder.Lease lease;
  private transient Map<String, float[]> latest;

  LeasedEmbedder(EmbeddingModel model) {
    this.model = model;
  }

  /**
   * Loads the model or joins those who use it.
   *
   * @throws dev.longtail.udfs.io.InputException if its files cannot be read here
   */
  void open() {
    lease = SharedEmbedder.lease(model);
    latest = new Latest();
  }

  /** The vector of {@code line}, owned by the caller. */
  float[] embed(String line) {
    float[] vector = latest.get(line);
    if (vector == null) {
      vector = lease.get().embed(line);
      latest.put(line, vector);
    }
    return vector.clone();
  }

  /** Gives the lease back; harmless if there is none. */
  void close() {
    if (lease != null) {
      lease.close();
      lease = null;
      latest = null;
    }
  }

  /** Forgets the line that was not asked for the longest time. */
  private static final class Latest extends LinkedHashMap<String, float[]> {
    private static final long serialVersionUID = 1L;

    Latest() {
      super(2 * REMEMBERED, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, float[]> eldest) {
      return size() > REMEMBERED;
    }
  }
}
