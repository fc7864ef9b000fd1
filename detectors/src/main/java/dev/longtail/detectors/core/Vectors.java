package dev.longtail.detectors.core;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The form of an embedding in state and on the wire; part of its owner's version. */
final class Vectors {
  private Vectors() {}

  /** Writes a vector in one piece: a call a component would cost more than the copy. */
  static void write(float[] vector, DataOutput out) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * vector.length);
    bytes.asFloatBuffer().put(vector);
    out.writeInt(vector.length);
    out.write(bytes.array());
  }

  static float[] read(DataInput in) throws IOException {
    float[] vector = new float[in.readInt()];
    byte[] bytes = new byte[Float.BYTES * vector.length];
    in.readFully(bytes);
    ByteBuffer.wrap(bytes).asFloatBuffer().get(vector);
    return vector;
  }
}
