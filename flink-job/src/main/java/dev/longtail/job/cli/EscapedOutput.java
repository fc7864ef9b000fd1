package dev.longtail.job.cli;

import dev.longtail.udfs.text.Printable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Messages and logs on their way to a terminal: what could change the terminal is escaped ({@link
 * Printable#lines}), whoever wrote the message.
 */
final class EscapedOutput extends OutputStream {
  private final OutputStream out;
  private final ByteArrayOutputStream pending = new ByteArrayOutputStream();

  private EscapedOutput(OutputStream out) {
    this.out = out;
  }

  /** A stream for messages in UTF-8 before {@code out}. */
  static PrintStream to(OutputStream out) {
    return new PrintStream(new EscapedOutput(out), true, StandardCharsets.UTF_8);
  }

  @Override
  public synchronized void write(int b) {
    pending.write(b);
  }

  @Override
  public synchronized void write(byte[] bytes, int from, int length) throws IOException {
    pending.write(bytes, from, length);
    pass();
  }

  @Override
  public synchronized void flush() throws IOException {
    pass();
    out.flush();
  }

  /** Passes on all whole characters. */
  private void pass() throws IOException {
    byte[] bytes = pending.toByteArray();
    int whole = wholeCharacters(bytes);
    if (whole > 0) {
      String text = new String(bytes, 0, whole, StandardCharsets.UTF_8);
      out.write(Printable.lines(text).getBytes(StandardCharsets.UTF_8));
      pending.reset();
      pending.write(bytes, whole, bytes.length - whole);
    }
  }

  /** The number of bytes before a character whose last bytes have not come yet. */
  private static int wholeCharacters(byte[] bytes) {
    int start = bytes.length;
    for (int back = 1; back <= 3 && back <= bytes.length; back++) {
      int b = bytes[bytes.length - back] & 0xff;
      if (b >= 0xc0) {
        int needed = b >= 0xf0 ? 4 : b >= 0xe0 ? 3 : 2;
        start = needed > back ? bytes.length - back : bytes.length;
        break;
      }
      if (b < 0x80) {
        break;
      }
    }
    return start;
  }

  @Override
  public void close() throws IOException {
    flush();
    out.close();
  }
}
