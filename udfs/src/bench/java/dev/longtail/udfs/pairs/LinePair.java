package dev.longtail.udfs.pairs;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * Two command lines of which it is known whether they are near-duplicates.
 *
 * @param a a line as it was seen
 * @param b the other
 * @param duplicate whether they are near-duplicates
 * @param kind how {@code b} was made from {@code a}
 */
@JsonPropertyOrder({"a", "b", "duplicate", "kind"})
public record LinePair(String a, String b, boolean duplicate, Kind kind) {
  /** How the second line of a pair is made. */
  public enum Kind {
    /** A number, or the number of a numbered name, is another. */
    NUMBER(true),
    /** A GUID is another. */
    GUID(true),
    /** An IPv4 or MAC address is another. */
    ADDRESS(true),
    /** The user whose folder it is, or who logs in, is another. */
    USER(true),
    /** A file or folder in a folder for temporary files has another name. */
    TEMP(true),
    /** A date or time is another. */
    TIMESTAMP(true),
    /** A digest, such as SHA-256, is another. */
    HASH(true),
    /** A file has another name and the same extension. */
    FILE(true),
    /** A folder on the way to a file has another name. */
    FOLDER(true),
    /** A host has another name. */
    HOST(true),
    /** A flag is replaced by another flag that the tool has somewhere in the corpus. */
    FLAG_SWAP(false),
    /** The base64 payload is another. */
    PAYLOAD(false),
    /** The sub-command is another that the tool has in the corpus. */
    SUB_COMMAND(false),
    /** The tool is another of the corpus. */
    TOOL(false),
    /** Another line of the same tool. */
    SAME_TOOL(false),
    /** A line of another tool. */
    OTHER(false);

    private final boolean duplicate;

    Kind(boolean duplicate) {
      this.duplicate = duplicate;
    }

    /** Whether such a pair is one of near-duplicates. */
    public boolean duplicate() {
      return duplicate;
    }

    /** As it is written in records. */
    @JsonValue
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  static LinePair of(String a, String b, Kind kind) {
    return new LinePair(a, b, kind.duplicate(), kind);
  }
}
