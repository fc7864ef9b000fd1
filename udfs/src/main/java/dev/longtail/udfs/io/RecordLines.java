package dev.longtail.udfs.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * The records of a file one by one, each with its line: the lines of a text, or the rows of
 * comma-separated values as JSON objects.
 *
 * <p>No content makes it fail. A record that is too long, a row that is no row, or the point where
 * a packed file ends too early, becomes a line with a defect.
 */
@FunctionalInterface
public interface RecordLines {
  /** The longest record. Of a longer one only the beginning is kept. */
  int MAX_RECORD_BYTES = 16 << 20;

  /** Bytes that are kept of a record that is too long. */
  int KEPT_OF_TOO_LONG = 4096;

  /** The next record, or {@code null} at the end. */
  Line next() throws IOException;

  /** A line's bytes cannot be read as text; the message says why. */
  final class UnreadableLineException extends Exception {
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
  record Line(long number, byte[] bytes, String defect) {
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
  static String utf8(byte[] bytes) throws UnreadableLineException {
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

  /** Whether a defect says that only the beginning of its record was read. */
  static boolean isCut(String defect) {
    return (defect.startsWith("record of ") && defect.contains(" bytes; at most "))
        || (defect.startsWith("damaged ") && defect.contains(", the rest of the file is lost"));
  }

  /** The defect of a record of so many bytes. */
  static String tooLong(long bytes) {
    return "record of " + bytes + " bytes; at most " + MAX_RECORD_BYTES + " are read";
  }
}
