package dev.longtail.udfs.format;

import dev.longtail.udfs.event.EpochUnit;
import dev.longtail.udfs.event.EventTime;
import dev.longtail.udfs.event.EventTime.NoTimeException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as collectors write them. A time without a zone is taken for UTC, and says so. */
final class Times {
  private static final long NONE = Long.MIN_VALUE;
  private static final long DAY = 86_400_000L;

  /** {@code 10/21/2020 12:19:04.411 PM}, month first, as Windows' tools write it in English. */
  private static final Pattern AMERICAN =
      Pattern.compile(
          "(\\d{1,2})/(\\d{1,2})/(\\d{4}),? (\\d{1,2}):(\\d{2}):(\\d{2})(?:\\.(\\d{1,9}))?"
              + "(?: ([AaPp])[Mm])?");

  /** {@code Jan 5, 2025 12:00:00 PM}, as Microsoft's portals export it. */
  private static final Pattern PORTAL =
      Pattern.compile(
          "([A-Z][a-z]{2}) (\\d{1,2}), (\\d{4}),? (\\d{1,2}):(\\d{2}):(\\d{2})(?:\\.(\\d{1,9}))?"
              + "[ \u202f]([AaPp])[Mm]");

  /** {@code Sun Jan 5 12:00:00 2025 UTC}, as C programs write it. */
  private static final Pattern CALENDAR =
      Pattern.compile(
          "[A-Z][a-z]{2} ([A-Z][a-z]{2}) {1,2}(\\d{1,2}) (\\d{2}):(\\d{2}):(\\d{2}) (\\d{4})("
              + " UTC)?");

  private static final List<String> MONTHS =
      List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");

  private static final Pattern DOT_NET = Pattern.compile("/Date\\((\\d{1,17})[^)]{0,6}\\)/");

  private Times() {}

  /** The time of a text. */
  static EventTime of(String text) throws NoTimeException {
    long time = iso(text);
    if (time != NONE) {
      return new EventTime(time >> 1, (time & 1) == 1 ? EpochUnit.UTC_ASSUMED : known());
    }
    if (text.length() <= 40) {
      Matcher net = DOT_NET.matcher(text);
      if (net.matches()) {
        return new EventTime(EventTime.of(Long.parseLong(net.group(1))).millis(), known());
      }
      EventTime american = american(text);
      if (american != null) {
        return american;
      }
      EventTime worded = worded(text);
      if (worded != null) {
        return worded;
      }
    }
    return EventTime.of(text);
  }

  /** The time of a number of seconds or milliseconds in a field that is known to hold one. */
  static EventTime ofNumber(String text) throws NoTimeException {
    return new EventTime(EventTime.of(text).millis(), known());
  }

  /** Whether the time was written with a zone, or as a number. */
  static boolean isSure(EventTime time) {
    return time.unit() != EpochUnit.UTC_ASSUMED;
  }

  private static EpochUnit known() {
    return EpochUnit.MILLISECONDS;
  }

  /** A time with the name of its month. */
  private static EventTime worded(String text) {
    if (text.isEmpty() || text.charAt(0) < 'A' || text.charAt(0) > 'Z') {
      return null;
    }
    Matcher portal = PORTAL.matcher(text);
    if (portal.matches()) {
      int month = MONTHS.indexOf(portal.group(1)) + 1;
      String fraction = portal.group(7) == null ? "" : '.' + portal.group(7);
      return american(
          "%d/%s/%s %s:%s:%s%s %sM"
              .formatted(
                  month,
                  portal.group(2),
                  portal.group(3),
                  portal.group(4),
                  portal.group(5),
                  portal.group(6),
                  fraction,
                  portal.group(8)));
    }
    Matcher calendar = CALENDAR.matcher(text);
    if (!calendar.matches()) {
      return null;
    }
    long millis =
        millis(
            Integer.parseInt(calendar.group(6)),
            MONTHS.indexOf(calendar.group(1)) + 1,
            Integer.parseInt(calendar.group(2)),
            Integer.parseInt(calendar.group(3)),
            Integer.parseInt(calendar.group(4)),
            Integer.parseInt(calendar.group(5)));
    return millis == NONE
        ? null
        : new EventTime(millis, calendar.group(7) == null ? EpochUnit.UTC_ASSUMED : known());
  }

  private static EventTime american(String text) {
    Matcher match = AMERICAN.matcher(text);
    if (!match.matches()) {
      return null;
    }
    int hour = Integer.parseInt(match.group(4));
    if (match.group(8) != null) {
      boolean afternoon = match.group(8).equalsIgnoreCase("p");
      hour = hour % 12 + (afternoon ? 12 : 0);
    }
    long millis =
        millis(
            Integer.parseInt(match.group(3)),
            Integer.parseInt(match.group(1)),
            Integer.parseInt(match.group(2)),
            hour,
            Integer.parseInt(match.group(5)),
            Integer.parseInt(match.group(6)));
    if (millis == NONE) {
      return null;
    }
    String fraction = match.group(7) == null ? "" : match.group(7);
    int thousandths = fraction.isEmpty() ? 0 : Integer.parseInt((fraction + "00").substring(0, 3));
    return new EventTime(millis + thousandths, EpochUnit.UTC_ASSUMED);
  }

  /**
   * Twice the milliseconds of {@code 2025-01-05T12:00:00.123Z} and its usual variants, plus 1 if
   * there is no zone; {@link #NONE} if it is written in another way.
   */
  private static long iso(String text) {
    int length = text.length();
    if (length < 19
        || length > 40
        || text.charAt(4) != '-'
        || text.charAt(7) != '-'
        || (text.charAt(10) != 'T' && text.charAt(10) != ' ')
        || text.charAt(13) != ':'
        || text.charAt(16) != ':') {
      return NONE;
    }
    long millis =
        millis(
            digits(text, 0, 4),
            digits(text, 5, 7),
            digits(text, 8, 10),
            digits(text, 11, 13),
            digits(text, 14, 16),
            digits(text, 17, 19));
    if (millis == NONE) {
      return NONE;
    }
    int at = 19;
    if (at < length && (text.charAt(at) == '.' || text.charAt(at) == ',')) {
      int scale = 100;
      int start = ++at;
      while (at < length && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
        millis += (long) scale * (text.charAt(at) - '0');
        scale /= 10;
        at++;
      }
      if (at == start) {
        return NONE;
      }
    }
    if (at == length) {
      return 2 * millis + 1;
    }
    String zone = text.substring(at).strip();
    if (zone.equalsIgnoreCase("Z") || zone.equals("UTC") || zone.equals("GMT")) {
      return 2 * millis;
    }
    // As programs in Go write it: "+0000 UTC"; the name behind the offset says nothing more.
    int name = zone.indexOf(' ');
    int minutes = zoneMinutes(name < 0 ? zone : zone.substring(0, name));
    return minutes == Integer.MIN_VALUE ? NONE : 2 * (millis - 60_000L * minutes);
  }

  private static int zoneMinutes(String zone) {
    if (zone.length() < 3 || (zone.charAt(0) != '+' && zone.charAt(0) != '-')) {
      return Integer.MIN_VALUE;
    }
    int hours = digits(zone, 1, 3);
    int minutes =
        switch (zone.length()) {
          case 3 -> 0;
          case 5 -> digits(zone, 3, 5);
          case 6 -> zone.charAt(3) == ':' ? digits(zone, 4, 6) : -1;
          default -> -1;
        };
    if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59) {
      return Integer.MIN_VALUE;
    }
    return (zone.charAt(0) == '-' ? -1 : 1) * (60 * hours + minutes);
  }

  private static int digits(String text, int from, int to) {
    int value = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = 10 * value + digit;
    }
    return value;
  }

  /** Milliseconds since the epoch, UTC; {@link #NONE} if there is no such time since 1970. */
  private static long millis(int year, int month, int day, int hour, int minute, int second) {
    boolean real =
        year >= 1970
            && month >= 1
            && month <= 12
            && day >= 1
            && day <= lengthOf(month, year)
            && hour >= 0
            && hour <= 23
            && minute >= 0
            && minute <= 59
            && second >= 0
            && second <= 59;
    if (!real) {
      return NONE;
    }
    // Days since the epoch in the Gregorian calendar, years beginning in March (H. Hinnant, 2013).
    int years = month <= 2 ? year - 1 : year;
    int era = years / 400;
    int ofEra = years - 400 * era;
    int dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    long days = 146_097L * era + 365L * ofEra + ofEra / 4 - ofEra / 100 + dayOfYear - 719_468;
    return DAY * days + 1000L * (3600L * hour + 60L * minute + second);
  }

  private static int lengthOf(int month, int year) {
    return switch (month) {
      case 2 -> year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
      case 4, 6, 9, 11 -> 30;
      default -> 31;
    };
  }
}
