package dev.longtail.detectors.ranking;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The model that a shard fitted on one window. It filters the candidates of the next window.
 *
 * @param window start of that window
 * @param lines the model
 */
public record ShardModel(long window, LineModel lines) {
  /** Writes it as state. */
  public void write(DataOutput out) throws IOException {
    out.writeLong(window);
    lines.write(out);
  }

  /** Reads what {@link #write} wrote. */
  public static ShardModel read(DataInput in) throws IOException {
    return new ShardModel(in.readLong(), LineModel.read(in));
  }
}
