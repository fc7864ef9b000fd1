package dev.longtail.training.shards;

import dev.longtail.training.data.Label;
import dev.longtail.training.data.LabelledCommand;
import dev.longtail.training.data.LineOrigin;
import dev.longtail.udfs.io.InputException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads what {@link ShardWriter} wrote, line by line. */
public final class ShardReader implements AutoCloseable {
  /** No field is longer: command lines are bounded by what a record may hold. */
  private static final int LONGEST = 1 << 26;

  private final DataInputStream in;
  private final String name;
  private final int dimensions;
  private long lines;

  /**
   * Reads from {@code in} and closes it.
   *
   * @param name for messages
   * @throws InputException if this is no shard
   */
  public ShardReader(InputStream in, String name) throws IOException {
    this.in = new DataInputStream(new BufferedInputStream(in, 1 << 16));
    this.name = name;
    try {
      int magic = this.in.readInt();
      int version = this.in.readInt();
      dimensions = this.in.readInt();
      if (magic != ShardWriter.MAGIC || version != ShardWriter.VERSION || dimensions < 0) {
        throw new InputException(name + ": no shard of a training set");
      }
    } catch (EOFException e) {
      throw new InputException(name + ": no shard of a training set", e);
    }
  }

  /** Components of each line's vector. */
  public int dimensions() {
    return dimensions;
  }

  /**
   * The next line; empty at the end.
   *
   * @throws InputException if the file breaks off, or is damaged
   */
  public Optional<ShardLine> next() throws IOException {
    try {
      int flags = in.readUnsignedByte();
      if (flags == ShardWriter.END) {
        long written = in.readLong();
        if (written != lines) {
          throw damaged("%,d lines were written and %,d read".formatted(written, lines));
        }
        return Optional.empty();
      }
      if ((flags & ShardWriter.LINE) == 0) {
        throw damaged("unknown mark");
      }
      LineOrigin origin = new LineOrigin(text(), text());
      String cmd = text();
      float[] vector = new float[dimensions];
      ByteBuffer bytes = ByteBuffer.wrap(exactly(dimensions * Float.BYTES));
      bytes.asFloatBuffer().get(vector);
      lines++;
      Label label = (flags & ShardWriter.MALICIOUS) != 0 ? Label.MALICIOUS : Label.BENIGN;
      return Optional.of(
          new ShardLine(
              new LabelledCommand(cmd, label, origin), (flags & ShardWriter.ADDED) != 0, vector));
    } catch (EOFException e) {
      throw new InputException("%s: ends behind line %,d".formatted(name, lines), e);
    }
  }

  private String text() throws IOException {
    int length = in.readInt();
    if (length < 0 || length > LONGEST) {
      throw damaged("a text of %,d bytes".formatted(length));
    }
    return new String(exactly(length), StandardCharsets.UTF_8);
  }

  private byte[] exactly(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    return bytes;
  }

  private InputException damaged(String why) {
    return new InputException("%s: damaged behind line %,d: %s".formatted(name, lines, why));
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
