package dev.longtail.udfs.embedding;

import dev.longtail.udfs.text.Counted;
import java.util.Locale;

/**
 * Where the vectors of an embedder's texts came from. The three parts add up to all texts, except
 * while some are still under way.
 *
 * @param asked texts whose vector was asked for
 * @param shared of these, in memory already or on the way
 * @param stored of these, read from the vectors on disk
 * @param computed of these, computed by the model
 */
public record EmbeddingCounts(long asked, long shared, long stored, long computed) {
  /** No text was asked for. */
  public static final EmbeddingCounts NONE = new EmbeddingCounts(0, 0, 0, 0);

  /** For a summary, such as "534,440 vectors: 92.1 % in memory, 4.0 % in the store, 3.9 % ...". */
  @Override
  public String toString() {
    return "%s: %s in memory, %s in the vector store, %s computed (%,d)"
        .formatted(
            Counted.of(asked, "vector"), share(shared), share(stored), share(computed), computed);
  }

  private String share(long part) {
    return String.format(Locale.ROOT, "%.1f %%", asked == 0 ? 0 : 100.0 * part / asked);
  }
}
