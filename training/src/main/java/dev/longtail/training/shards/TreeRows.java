package dev.longtail.training.shards;

import dev.longtail.training.classify.SparseRow;
import java.io.IOException;
import java.util.Optional;

/** The rows that a worker grows trees on, read once, one after another. */
public interface TreeRows extends AutoCloseable {
  /**
   * A row.
   *
   * @param row its features
   * @param malicious its label
   * @param weight how much it counts
   */
  record Row(SparseRow row, boolean malicious, float weight) {}

  /** Number of columns. */
  int columns();

  /** Number of rows. */
  long count();

  /** The next row; empty at the end. */
  Optional<Row> next() throws IOException;

  @Override
  void close() throws IOException;
}
