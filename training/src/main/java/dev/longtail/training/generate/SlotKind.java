package dev.longtail.training.generate;

import java.util.Arrays;
import java.util.Optional;

/** The values that a template can generate, with the number of their arguments. */
enum SlotKind {
  /** Uniform integer of a closed range. */
  INT("int", 2),
  /** Integer of a closed range; small ones are more frequent (uniform on the logarithm). */
  SKEWED("skewed", 2),
  /** Lower-case hexadecimal digits; the argument is their number. */
  HEX("hex", 1),
  /** Upper-case hexadecimal digits; the argument is their number. */
  UPPER_HEX("HEX", 1),
  /** Letters and digits; the argument is their number. */
  ALNUM("alnum", 1),
  /** Lower-case letters; the argument is their number. */
  LETTERS("letters", 1),
  /** Lower-case GUID of version 4. */
  GUID("guid", 0),
  /** Upper-case GUID of version 4. */
  UPPER_GUID("GUID", 0),
  /** Random bytes in Base64, like a key or a certificate; the argument is their number. */
  BYTES64("bytes64", 1),
  /** A symbol's text in Base64. */
  BASE64("base64", 1),
  /** A symbol's text as UTF-16LE in Base64, the form of PowerShell's -EncodedCommand. */
  UTF16("utf16", 1),
  /** The event's date by a {@link java.time.format.DateTimeFormatter} pattern. */
  DATE("date", 1),
  /** A day of the last months, by such a pattern. */
  PAST("past", 1),
  /** Short name of the account. */
  USER("user", 0),
  /** Short name of a person of the site. */
  COLLEAGUE("colleague", 0),
  /** Name of the host. */
  HOST("host", 0),
  /** Name of a host of the given role. */
  PEER("peer", 1),
  /** The first word of the command line without path and extension; for images and parents. */
  PROGRAM("program", 0);

  private final String word;
  private final int arguments;

  SlotKind(String word, int arguments) {
    this.word = word;
    this.arguments = arguments;
  }

  /** Its name in a grammar file. */
  String word() {
    return word;
  }

  int arguments() {
    return arguments;
  }

  /** Whether its argument is a symbol. */
  boolean takesSymbol() {
    return this == BASE64 || this == UTF16;
  }

  /**
   * Whether its arguments are whole numbers: the first at least 0, the second at least the first.
   */
  boolean takesNumbers() {
    return switch (this) {
      case INT, SKEWED, HEX, UPPER_HEX, ALNUM, LETTERS, BYTES64 -> true;
      default -> false;
    };
  }

  static Optional<SlotKind> named(String word) {
    return Arrays.stream(values()).filter(k -> k.word.equals(word)).findFirst();
  }
}
