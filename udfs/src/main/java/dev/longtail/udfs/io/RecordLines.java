package dev.longtail.udfs.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Splits a stream of bytes into lines and never fails on their content. A line that is too long, or
 * the point where a packed file ends too early, becomes a line with a defect.
 */
public final class RecordLines {
  /** The longest record. Of a longer one only the beginning is kept. */
  public static final int MAX_RECORD_BYTES = 16 << 20;

  private static final int KEPT_OF_TOO_LONG = 4096;

  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private byte[] line = new byte[1 << 12];
  private int position;
  private int limit;
  private long number;
  private boolean ended;

  /** Reads from {@code in}, which the caller closes. */
  public RecordLines(InputStream in) {
    this.in = in;
  }

  /** A line's bytes cannot be read as text; the message says why. */
  public static final class UnreadableLineException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableLineException(String message) {
      super(message);
    }
  }

  /**
   * One line.
   *
   * @param number its number, from 1
   * @param bytes its bytes without the line end, owned by the receiver
   * @param defect why the line cannot be used, or the empty string
   */
  public record Line(long number, byte[] bytes, String defect) {
    /** Whether the line holds nothing but white space. */
    public boolean isBlank() {
      if (!defect.isEmpty()) {
        return false;
      }
      for (byte b : bytes) {
        if (b != ' ' && b != '\t' && b != '\r') {
          return false;
        }
      }
      return true;
    }

    /** The line as text; refuses malformed UTF-8 instead of replacing it. */
    public String text() throws UnreadableLineException {
      if (!defect.isEmpty()) {
        throw new UnreadableLineException(defect);
      }
      return utf8(bytes);
    }
  }

  /** Strict UTF-8; a byte order mark at the beginning is dropped. */
  public static String utf8(byte[] bytes) throws UnreadableLineException {
    int start =
        bytes.length >= 3
                && bytes[0] == (byte) 0xef
                && bytes[1] == (byte) 0xbb
                && bytes[2] == (byte) 0xbf
            ? 3
            : 0;
    CharsetDecoder strict =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer input = ByteBuffer.wrap(bytes, start, bytes.length - start);
    try {
      return strict.decode(input).toString();
    } catch (CharacterCodingException e) {
      throw new UnreadableLineException("invalid UTF-8 at byte " + input.position());
    }
  }

  /** The next line, or {@code null} at the end. */
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
      String defect =
          "record of " + (length + dropped) + " bytes; at most " + MAX_RECORD_BYTES + " are read";
      return new Line(number, Arrays.copyOf(line, KEPT_OF_TOO_LONG), defect);
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
