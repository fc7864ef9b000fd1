package dev.longtail.udfs.io;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/**
 * Input that cannot be used. The message is written for the user: it names the file and, where
 * there is one, the line and the field.
 */
public class InputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InputException(String message) {
    super(message);
  }

  public InputException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Why a file could not be read or written. Java's own message is often only the file's name. */
  public static String reason(IOException failure) {
    if (failure instanceof NoSuchFileException) {
      return "no such file or folder";
    }
    if (failure instanceof AccessDeniedException) {
      return "not permitted";
    }
    if (failure instanceof FileAlreadyExistsException) {
      return "a file of that name exists";
    }
    boolean reasoned =
        failure instanceof FileSystemException inSystem && inSystem.getReason() != null;
    return reasoned ? ((FileSystemException) failure).getReason() : failure.getMessage();
  }
}
