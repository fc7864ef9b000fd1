package dev.longtail.detectors.window;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Floats in state: the same bytes as {@link DataOutput#writeFloat}, written in large blocks. */
public final class PackedFloats {
  private static final int AT_ONCE = 16_384;

  private PackedFloats() {}

  /** Writes a vector with its length. */
  public static void writeVector(float[] vector, DataOutput out) throws IOException {
    out.writeInt(vector.length);
    write(vector, out);
  }

  /** Reads what {@link #writeVector} wrote. */
  public static float[] readVector(DataInput in) throws IOException {
    return read(in.readInt(), in);
  }

  /** Writes the components without their number. */
  public static void write(float[] values, DataOutput out) throws IOException {
    byte[] bytes = new byte[Math.min(values.length, AT_ONCE) * Float.BYTES];
    for (int from = 0; from < values.length; from += AT_ONCE) {
      int count = Math.min(AT_ONCE, values.length - from);
      ByteBuffer.wrap(bytes).asFloatBuffer().put(values, from, count);
      out.write(bytes, 0, count * Float.BYTES);
    }
  }

  /** Reads {@code length} components. */
  public static float[] read(int length, DataInput in) throws IOException {
    float[] values = new float[length];
    byte[] bytes = new byte[Math.min(length, AT_ONCE) * Float.BYTES];
    for (int from = 0; from < length; from += AT_ONCE) {
      int count = Math.min(AT_ONCE, length - from);
      in.readFully(bytes, 0, count * Float.BYTES);
      ByteBuffer.wrap(bytes).asFloatBuffer().get(values, from, count);
    }
    return values;
  }
}
