package dev.longtail.training.shards;

import dev.longtail.training.classify.RowGroups;
import dev.longtail.training.data.LabelledCommand;
import dev.longtail.udfs.text.CommandHash;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Writes the lines of a shard: a head of magic number, version and dimensions; for each line flags,
 * operating system, family, the line in UTF-8, and the vector in 32-bit floats, big-endian; an end
 * mark and the number of lines. A file that breaks off is therefore known.
 */
public final class ShardWriter implements AutoCloseable {
  static final int MAGIC = 0x4c545348;
  static final int VERSION = 1;
  static final int END = 0;
  static final int LINE = 1;
  static final int MALICIOUS = 2;
  static final int ADDED = 4;

  private final DataOutputStream out;
  private final int dimensions;
  private final ByteBuffer vector;
  private final RowGroups groups = new RowGroups();
  private long lines;
  private long malicious;
  private long added;
  private long digest;

  /**
   * Writes to {@code out} and closes it.
   *
   * @param dimensions components of each line's vector; 0 for shards without embeddings
   */
  public ShardWriter(OutputStream out, int dimensions) throws IOException {
    this.out = new DataOutputStream(new BufferedOutputStream(out, 1 << 16));
    this.dimensions = dimensions;
    vector = ByteBuffer.allocate(dimensions * Float.BYTES);
    this.out.writeInt(MAGIC);
    this.out.writeInt(VERSION);
    this.out.writeInt(dimensions);
  }

  /** Appends a line. */
  public void write(ShardLine line) throws IOException {
    LabelledCommand row = line.row();
    if (line.vector().length != dimensions) {
      throw new IllegalArgumentException(
          "a vector of %d components among those of %d"
              .formatted(line.vector().length, dimensions));
    }
    out.writeByte(LINE | (row.isMalicious() ? MALICIOUS : 0) | (line.added() ? ADDED : 0));
    text(row.origin().os());
    text(row.origin().family());
    text(row.cmd());
    vector.clear();
    vector.asFloatBuffer().put(line.vector());
    out.write(vector.array());
    groups.add(row);
    lines++;
    malicious += row.isMalicious() ? 1 : 0;
    added += line.added() ? 1 : 0;
    digest = CommandHash.mix(digest ^ CommandHash.of(row.cmd()), row.label().ordinal() + 1L);
    digest = CommandHash.mix(digest, CommandHash.of(row.origin().os()));
  }

  /** Lines so far with this label. */
  public long count(boolean ofMalicious) {
    return ofMalicious ? malicious : lines - malicious;
  }

  /** What was written so far. */
  public ShardSummary summary(long sampled) {
    return new ShardSummary(
        lines, malicious, added, sampled, groups.counts(), "%016x".formatted(digest));
  }

  private void text(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  /** Marks the end. */
  @Override
  public void close() throws IOException {
    out.writeByte(END);
    out.writeLong(lines);
    out.close();
  }
}
