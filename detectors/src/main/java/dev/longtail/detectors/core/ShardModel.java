package dev.longtail.detectors.core;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The model a shard fitted on one window; it preselects the candidates of the next.
 *
 * @param window start of that window
 * @param forest the model
 */
public record ShardModel(long window, IsolationForest forest) {
  private static final int VERSION = 1;

  void write(DataOutput out) throws IOException {
    out.writeInt(VERSION);
    out.writeLong(window);
    forest.write(out);
  }

  static ShardModel read(DataInput in) throws IOException {
    int version = in.readInt();
    if (version != VERSION) {
      throw new IOException("state of a shard's model in version " + version);
    }
    return new ShardModel(in.readLong(), IsolationForest.read(in));
  }
}
