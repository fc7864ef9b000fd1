package dev.longtail.udfs.io;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * A stream whose next bytes can be looked at before they are read.
 *
 * <p>Unlike a {@link java.io.BufferedInputStream} it delivers every byte that came before a
 * failure: of a truncated packed file, everything that could be unpacked. After a failure every
 * further read fails in the same way.
 */
final class PeekStream extends InputStream {
  private final InputStream in;
  private byte[] head = new byte[0];
  private int position;
  private IOException failure;

  PeekStream(InputStream in) {
    this.in = in;
  }

  /** Up to {@code count} of the next bytes; fewer only at the end of the stream or at a failure. */
  byte[] peek(int count) {
    int held = head.length - position;
    if (held < count) {
      byte[] longer = Arrays.copyOfRange(head, position, position + count);
      int length = held;
      try {
        for (int n = 0; n >= 0 && length < count; length += Math.max(n, 0)) {
          n = failure == null ? in.read(longer, length, count - length) : -1;
        }
      } catch (IOException e) {
        failure = e;
      }
      head = Arrays.copyOf(longer, length);
      position = 0;
    }
    return Arrays.copyOfRange(head, position, Math.min(head.length, position + count));
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int held = Math.min(length, head.length - position);
    if (held > 0 || length == 0) {
      System.arraycopy(head, position, target, offset, held);
      position += held;
      return held;
    }
    if (failure != null) {
      throw failure;
    }
    try {
      return in.read(target, offset, length);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  /**
   * Positive unless the stream is at its end. {@link java.util.zip.GZIPInputStream} takes 0 for the
   * end of the file. In a pipe it would then drop all further members.
   */
  @Override
  public int available() {
    return head.length > position ? head.length - position : peek(1).length;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
