package dev.longtail.detectors.window;

import dev.longtail.detectors.forest.IsolationForest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** State as bytes. */
public final class States {
  private States() {}

  /** Something that writes its state. */
  public interface Stateful {
    void write(DataOutput out) throws IOException;
  }

  public static byte[] bytes(IsolationForest forest) {
    return bytes(forest::write);
  }

  public static byte[] bytes(Stateful stateful) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      stateful.write(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  public static DataInputStream input(byte[] bytes) {
    return new DataInputStream(new ByteArrayInputStream(bytes));
  }
}
