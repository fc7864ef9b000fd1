package dev.longtail.udfs.io;

import java.io.IOException;

/** Packed data ends too early or is invalid. */
final class DamagedDataException extends IOException {
  private static final long serialVersionUID = 1L;

  DamagedDataException(FileKind kind, IOException cause) {
    super("damaged " + kind.words() + " data, the rest of the file is lost: " + what(cause), cause);
  }

  private static String what(IOException cause) {
    return cause.getMessage() == null ? "it breaks off" : cause.getMessage();
  }
}
