package dev.longtail.detectors.ranking;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The model a shard fitted on one window; it preselects the candidates of the next.
 *
 * @param window start of that window
 * @param lines the model
 */
public record ShardModel(long window, LineModel lines) {
  private static final int VERSION = 2;

  public void write(DataOutput out) throws IOException {
    out.writeInt(VERSION);
    out.writeLong(window);
    lines.write(out);
  }

  public static ShardModel read(DataInput in) throws IOException {
    int version = in.readInt();
    if (version < 1 || version > VERSION) {
      throw new IOException("state of a shard's model in version " + version);
    }
    long window = in.readLong();
    return new ShardModel(window, version == 1 ? LineModel.readV1(in) : LineModel.read(in));
  }
}
