package dev.longtail.detectors.core;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Forests as bytes. */
final class States {
  private States() {}

  static byte[] bytes(IsolationForest forest) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      forest.write(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static DataInputStream input(byte[] bytes) {
    return new DataInputStream(new ByteArrayInputStream(bytes));
  }
}
