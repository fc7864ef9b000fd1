package dev.longtail.udfs.flink.sql;

import dev.longtail.udfs.embedding.EmbeddingModel;
import dev.longtail.udfs.flink.SharedEmbedder;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The embedder of a SQL function. Before it is opened it holds only the model's name; then it holds
 * a lease of the JVM's embedder and the vectors of the latest lines.
 *
 * <p>The vectors are cached because Flink evaluates a constant for every row. A search for lines
 * like one given line would otherwise embed the given line as often as all others together. A
 * vector depends on its line alone, so the cache changes no result.
 *
 * <p>Not thread-safe, as a function instance is not.
 */
final class LeasedEmbedder implements Serializable {
  /** Number of lines with a cached vector; 0.5 MB at 384 dimensions. */
  static final int REMEMBERED = 256;

  private static final long serialVersionUID = 1L;

  private final EmbeddingModel model;
  private transient SharedEmbedder.Lease lease;
  private transient Map<String, float[]> latest;

  LeasedEmbedder(EmbeddingModel model) {
    this.model = model;
  }

  /**
   * Loads the model, or shares it if it is in use already.
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

  /** Gives the lease back, if there is one. */
  void close() {
    if (lease != null) {
      lease.close();
      lease = null;
      latest = null;
    }
  }

  /** Forgets the line whose last use is the longest ago. */
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
