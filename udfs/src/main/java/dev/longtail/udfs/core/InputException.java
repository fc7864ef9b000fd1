package dev.longtail.udfs.core;

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
}
