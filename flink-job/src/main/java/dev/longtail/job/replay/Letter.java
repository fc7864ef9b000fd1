package dev.longtail.job.replay;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.detectors.window.FunnelCount;
import dev.longtail.job.graph.LetterPlace;
import dev.longtail.job.graph.SourceRecord;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.RecordLines;
import dev.longtail.udfs.text.CommandHash;
import dev.longtail.udfs.text.Sha256;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A dead letter as the output {@code dead-letters} has it.
 *
 * @param origin where the record came from
 * @param reason why it was no usable event then
 * @param window its window's name; {@code unknown} if its time could not be read
 * @param length of the record, in bytes
 * @param sha256 of the record
 * @param raw the bytes that were kept; not changed after construction
 */
record Letter(String origin, String reason, String window, long length, String sha256, byte[] raw) {
  /** How the reason of an event begins whose time was too far ahead of the clock. */
  private static final String FROM_THE_FUTURE = "from the future";

  /** Behind a line or an offset, the number of an event in a record of several. */
  private static final Pattern PART =
      Pattern.compile(".*[:@]\\d+" + SourceRecord.PART + "(\\d{1,9})", Pattern.DOTALL);

  /** What tells a letter from others. */
  record Key(long origin, String sha256) {
    static Key of(String origin, String sha256) {
      return new Key(CommandHash.of(origin), sha256);
    }
  }

  /**
   * Reads a record of the output.
   *
   * @throws InputException if it is none
   */
  static Letter of(JsonNode record) {
    String raw = text(record, "raw_base64");
    JsonNode window = record.get("window");
    JsonNode length = record.get("raw_bytes");
    if (length == null || !length.isIntegralNumber()) {
      throw new InputException("no dead letter: field raw_bytes is missing or no number");
    }
    try {
      return new Letter(
          text(record, "origin"),
          text(record, "reason"),
          window != null && window.isTextual() ? window.asText() : FunnelCount.UNKNOWN_WINDOW,
          length.asLong(),
          text(record, "raw_sha256"),
          Base64.getDecoder().decode(raw));
    } catch (IllegalArgumentException e) {
      throw new InputException("no dead letter: field raw_base64 is no Base64", e);
    }
  }

  private static String text(JsonNode record, String field) {
    JsonNode value = record.get(field);
    if (value == null || !value.isTextual()) {
      throw new InputException("no dead letter: field %s is missing or no text".formatted(field));
    }
    return value.asText();
  }

  /** Why its record cannot be read again, whatever the parsers; empty if it can. */
  Optional<String> lost() {
    if (reason.startsWith(FROM_THE_FUTURE)) {
      return Optional.of("from the future: its host's clock was wrong, so its time is not known");
    }
    if (raw.length == 0) {
      return Optional.of("no bytes were kept");
    }
    if (raw.length != length || RecordLines.isCut(reason)) {
      return Optional.of("only the first %,d bytes were kept".formatted(raw.length));
    }
    return Sha256.hex(raw).equals(sha256)
        ? Optional.empty()
        : Optional.of("the bytes are not those of the record: their SHA-256 differs");
  }

  /** The number of the event in a record of several, from 1; empty if it was the whole record. */
  OptionalInt part() {
    Matcher part = PART.matcher(origin);
    return part.matches() ? OptionalInt.of(Integer.parseInt(part.group(1))) : OptionalInt.empty();
  }

  Key key() {
    return Key.of(origin, sha256);
  }

  LetterPlace place() {
    return new LetterPlace(origin, window);
  }

  /** The letter of one event of this record, which still cannot be read. */
  Letter ofPart(int number) {
    return new Letter(origin + SourceRecord.PART + number, reason, window, length, sha256, raw);
  }
}
