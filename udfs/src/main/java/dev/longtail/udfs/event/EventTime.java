package dev.longtail.udfs.event;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * The time of an event, read from a record.
 *
 * @param millis since the epoch, UTC
 * @param unit of the number in the record
 */
public record EventTime(long millis, EpochUnit unit) {
  /** The part of a message that says which times are accepted. */
  static final String WANTED = "; wanted are milliseconds, or e.g. 2025-01-05T12:00:00Z";

  private static final long LAST = Instant.parse("9999-12-31T00:00:00Z").toEpochMilli();

  /** Enough for {@code 2025-01-05T12:00:00.123456789+01:00} and a little more. */
  private static final int LONGEST_TEXT = 64;

  private static final int DATE = "2025-01-05".length();

  /** The text or number is no time; the message says why. */
  public static final class NoTimeException extends Exception {
    private static final long serialVersionUID = 1L;

    /** The problem, to which the message adds what is accepted. */
    public NoTimeException(String problem) {
      super(problem + WANTED, null, false, false);
    }
  }

  /** The time of a whole number. */
  public static EventTime of(long number) throws NoTimeException {
    Optional<EpochUnit> unit = number < 0 ? Optional.empty() : EpochUnit.of(number);
    if (unit.isEmpty()) {
      throw new NoTimeException("out of range: " + number);
    }
    return new EventTime(inRange(unit.get().millis(number)), unit.get());
  }

  /**
   * The time of a number with a fraction. In seconds the fraction counts ({@code 1736078400.25});
   * in other units it is less than a millisecond and is cut off.
   */
  public static EventTime of(BigDecimal number) throws NoTimeException {
    if (number.precision() - number.scale() > 19 || number.signum() < 0) {
      throw new NoTimeException("out of range");
    }
    if (number.compareTo(BigDecimal.valueOf(EpochUnit.FEWEST_SECONDS)) < 0) {
      throw new NoTimeException("not a time but a number with a fraction");
    }
    BigDecimal whole = number.setScale(0, RoundingMode.FLOOR);
    if (whole.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw new NoTimeException("out of range");
    }
    EventTime time = of(whole.longValue());
    return time.unit == EpochUnit.SECONDS
        ? new EventTime(
            number.movePointRight(3).setScale(0, RoundingMode.FLOOR).longValue(), time.unit)
        : time;
  }

  /**
   * The time of a text: ISO 8601 with a zone, or the digits of a number. Also accepted: a blank
   * instead of the {@code T}, a comma before the fraction, a zone without its colon, and {@code
   * UTC}.
   */
  public static EventTime of(String given) throws NoTimeException {
    String text = given.length() <= LONGEST_TEXT ? given.strip() : given;
    if (text.isEmpty()) {
      throw new NoTimeException("empty");
    }
    if (text.length() > LONGEST_TEXT) {
      throw new NoTimeException("not an ISO-8601 time with zone");
    }
    if (isNumber(text)) {
      return ofNumber(text);
    }
    String iso = iso(text);
    try {
      long millis = OffsetDateTime.parse(iso).toInstant().toEpochMilli();
      return new EventTime(inRange(millis), EpochUnit.MILLISECONDS);
    } catch (DateTimeException e) {
      throw new NoTimeException(
          isLocal(iso)
              ? "has no zone; write Z behind it if it is UTC"
              : "not an ISO-8601 time with zone");
    }
  }

  private static EventTime ofNumber(String text) throws NoTimeException {
    try {
      return text.indexOf('.') < 0 ? of(Long.parseLong(text)) : of(new BigDecimal(text));
    } catch (NumberFormatException e) {
      throw new NoTimeException("out of range: " + text);
    }
  }

  private static boolean isNumber(String text) {
    int points = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      points += c == '.' ? 1 : 0;
      if (c != '.' && (c < '0' || c > '9')) {
        return false;
      }
    }
    return points <= 1 && text.charAt(0) != '.';
  }

  /** The text in the ISO 8601 spelling that Java reads; most texts are in it already. */
  private static String iso(String text) {
    if (text.length() <= DATE) {
      return text;
    }
    String iso = text;
    if (iso.charAt(DATE) == ' ') {
      iso = iso.substring(0, DATE) + 'T' + iso.substring(DATE + 1);
    }
    iso = iso.indexOf(',') < 0 ? iso : iso.replace(',', '.');
    for (String utc : new String[] {"UTC", "GMT"}) {
      if (iso.regionMatches(true, iso.length() - utc.length(), utc, 0, utc.length())) {
        iso = iso.substring(0, iso.length() - utc.length()).stripTrailing() + 'Z';
      }
    }
    int sign = Math.max(iso.lastIndexOf('+'), iso.lastIndexOf('-'));
    if (sign > DATE) {
      String digits = iso.substring(sign + 1);
      boolean withoutColon = digits.length() == 4 && digits.indexOf(':') < 0;
      iso =
          iso.substring(0, sign).stripTrailing()
              + iso.charAt(sign)
              + (withoutColon
                  ? digits.substring(0, 2) + ':' + digits.substring(2)
                  : digits.length() == 2 ? digits + ":00" : digits);
    } else if (iso.endsWith(" Z") || iso.endsWith(" z")) {
      iso = iso.substring(0, iso.length() - 1).stripTrailing() + 'Z';
    }
    return iso;
  }

  private static boolean isLocal(String iso) {
    try {
      LocalDateTime unused = LocalDateTime.parse(iso);
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static long inRange(long millis) throws NoTimeException {
    if (millis < 0 || millis > LAST) {
      throw new NoTimeException("out of range");
    }
    return millis;
  }
}
