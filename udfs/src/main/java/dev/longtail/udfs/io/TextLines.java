package dev.longtail.udfs.io;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** The lines of a text, one record each. */
final class TextLines implements RecordLines {

  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private byte[] line = new byte[1 << 12];
  private int position;
  private int limit;
  private long number;
  private boolean ended;

  /** Reads from {@code in}, which the caller closes. */
  TextLines(InputStream in) {
    this.in = in;
  }

  @Override
  public Line next() throws IOException {
    int length = 0;
    long dropped = 0;
    boolean any = false;
    while (true) {
      if (position == limit) {
        String breakOff = fill();
        if (!breakOff.isEmpty()) {
          ended = true;
          return new Line(++number, Arrays.copyOf(line, length), breakOff);
        }
        if (position == limit) {
          return any ? finish(length, dropped) : null;
        }
      }
      any = true;
      int end = position;
      while (end < limit && buffer[end] != '\n') {
        end++;
      }
      int kept = Math.min(end - position, MAX_RECORD_BYTES - length);
      if (length + kept > line.length) {
        line = Arrays.copyOf(line, Math.max(length + kept, 2 * line.length));
      }
      System.arraycopy(buffer, position, line, length, kept);
      length += kept;
      dropped += end - position - kept;
      boolean complete = end < limit;
      position = complete ? end + 1 : end;
      if (complete) {
        return finish(length, dropped);
      }
    }
  }

  private Line finish(int length, long dropped) {
    number++;
    if (dropped > 0) {
      return new Line(
          number, Arrays.copyOf(line, KEPT_OF_TOO_LONG), RecordLines.tooLong(length + dropped));
    }
    int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
    return new Line(number, Arrays.copyOf(line, end), "");
  }

  /** Reads more bytes; returns the message of a failure, or the empty string. */
  private String fill() throws IOException {
    if (ended) {
      return "";
    }
    try {
      int n = in.read(buffer, 0, buffer.length);
      position = 0;
      limit = Math.max(n, 0);
      ended = n < 0;
      return "";
    } catch (DamagedDataException e) {
      position = 0;
      limit = 0;
      return e.getMessage();
    }
  }
}
