package dev.longtail.training.generate;

import java.util.Arrays;
import java.util.Optional;

/** The values a template can have made on the spot, with the arguments each takes. */
enum SlotKind {
  /** Uniform integer of a closed range. */
  INT("int", 2),
  /** Integer of a closed range, small ones more often: uniform on the logarithm. */
  SKEWED("skewed", 2),
  /** So many lower-case hexadecimal digits. */
  HEX("hex", 1),
  /** So many upper-case hexadecimal digits. */
  UPPER_HEX("HEX", 1),
  /** So many letters and digits. */
  ALNUM("alnum", 1),
  /** So many lower-case letters. */
  LETTERS("letters", 1),
  /** Lower-case GUID of version 4. */
  GUID("guid", 0),
  /** Upper-case GUID of version 4. */
  UPPER_GUID("GUID", 0),
  /** So many random bytes in Base64, as a key or a certificate looks. */
  BYTES64("bytes64", 1),
  /** A symbol's text in Base64. */
  BASE64("base64", 1),
  /** A symbol's text as UTF-16LE in Base64, as PowerShell's -EncodedCommand takes it. */
  UTF16("utf16", 1),
  /** The event's date by a {@link java.time.format.DateTimeFormatter} pattern. */
  DATE("date", 1),
  /** Some day of the last months, by such a pattern. */
  PAST("past", 1),
  /** Short name of the account. */
  USER("user", 0),
  /** Short name of some person of the site. */
  COLLEAGUE("colleague", 0),
  /** Name of the host. */
  HOST("host", 0),
  /** Name of some host of a role. */
  PEER("peer", 1),
  /** The first word of the command line without path and ending; for images and parents. */
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

  /** Whether its arguments are whole numbers, the first not negative, the second not smaller. */
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
