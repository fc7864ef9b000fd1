package dev.longtail.detectors.core;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** State as bytes. */
final class States {
  private States() {}

  /** Something that writes its state. */
  interface Stateful {
    void write(DataOutput out) throws IOException;
  }

  static byte[] bytes(IsolationForest forest) {
    return bytes(forest::write);
  }

  static byte[] bytes(Stateful stateful) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      stateful.write(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static DataInputStream input(byte[] bytes) {
    return new DataInputStream(new ByteArrayInputStream(bytes));
  }
}
