package dev.longtail.job.graph;

import java.util.List;
import java.util.Locale;

/**
 * The kind of a dead letter: a short list, where its reason is free text that may quote the record.
 */
enum DeadLetterKind {
  /** Its time is too far ahead of the clock. */
  FROM_THE_FUTURE(DeadLetter.FROM_THE_FUTURE),
  /** It has no time, or one that cannot be read. */
  TIME("field ts:"),
  /** It has no command line, two different ones, or one that is too long. */
  COMMAND_LINE("field command_line:", "field cmd:"),
  /** Another field cannot be used, or is there twice. */
  FIELD("field "),
  /** It is no JSON object. */
  JSON("not valid JSON", "not readable JSON", "field (record):"),
  /** Its bytes are no UTF-8 text. */
  ENCODING("invalid UTF-8"),
  /** The record has no value. */
  EMPTY("no value"),
  /** Anything else, such as a packed file that ends too early. */
  OTHER();

  @SuppressWarnings("ImmutableEnumChecker") // List.of cannot be changed
  private final List<String> beginnings;

  DeadLetterKind(String... beginnings) {
    this.beginnings = List.of(beginnings);
  }

  /** The kind of a dead letter with this reason. */
  static DeadLetterKind of(String reason) {
    DeadLetterKind found = OTHER;
    int longest = 0;
    for (DeadLetterKind kind : values()) {
      for (String beginning : kind.beginnings) {
        if (beginning.length() > longest && reason.startsWith(beginning)) {
          found = kind;
          longest = beginning.length();
        }
      }
    }
    return found;
  }

  /** Its name in metrics. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
