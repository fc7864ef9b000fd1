package dev.longtail.job.graph;

import dev.longtail.udfs.text.Printable;
import dev.longtail.udfs.text.Sha256;
import java.util.Arrays;

/**
 * A record that is no usable event, kept with the reason. It is bounded: of a longer record only
 * the beginning is kept, with its length and digest.
 *
 * @param origin file and line, or topic, partition and offset
 * @param reason what is wrong with the record, on one line of visible characters
 * @param ts its time, or {@link dev.longtail.udfs.event.ParsedRecord.Rejected#NO_TIME}
 * @param raw its bytes as they came, at most {@link #MOST_RAW_BYTES}; not changed after
 *     construction
 * @param length the number of its bytes
 * @param sha256 SHA-256 of all its bytes, in hexadecimal digits
 */
public record DeadLetter(
    String origin, String reason, long ts, byte[] raw, long length, String sha256) {
  /** The most bytes of a record that are kept. */
  public static final int MOST_RAW_BYTES = 64 << 10;

  /** How the reason of an event begins whose time is too far ahead of the clock. */
  static final String FROM_THE_FUTURE = "from the future";

  /** The most characters of an origin: a path may have 4,096. */
  private static final int LONGEST_ORIGIN = 4_200;

  /** The most characters of a reason, which may quote the record. */
  private static final int LONGEST_REASON = 500;

  /** The letter for the record {@code raw}. */
  static DeadLetter of(String origin, String reason, long ts, byte[] raw) {
    return new DeadLetter(
        shortened(origin, LONGEST_ORIGIN),
        shortened(Printable.of(reason), LONGEST_REASON),
        ts,
        raw.length <= MOST_RAW_BYTES ? raw : Arrays.copyOf(raw, MOST_RAW_BYTES),
        raw.length,
        Sha256.hex(raw));
  }

  /** Whether it is a readable event whose time is too far ahead of the clock. */
  boolean isFromTheFuture() {
    return reason.startsWith(FROM_THE_FUTURE);
  }

  /**
   * The same without anything that the record said: neither its bytes nor what its reason quotes.
   */
  DeadLetter withheld() {
    int colon = reason.indexOf(':');
    String kept =
        isFromTheFuture() || colon < 0
            ? reason
            : reason.substring(0, colon + 1) + " what follows may quote the record: not kept";
    return new DeadLetter(origin, kept, ts, new byte[0], length, sha256);
  }

  private static String shortened(String text, int longest) {
    return text.length() <= longest ? text : text.substring(0, longest - 1) + BoundedJson.MARK;
  }
}
