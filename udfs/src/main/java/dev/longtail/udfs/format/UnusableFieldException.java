package dev.longtail.udfs.format;

/** A field of a recognised record cannot be used; the message names it and says why. */
final class UnusableFieldException extends Exception {
  private static final long serialVersionUID = 1L;

  UnusableFieldException(String field, String problem) {
    super("field " + field + ": " + problem, null, false, false);
  }
}
