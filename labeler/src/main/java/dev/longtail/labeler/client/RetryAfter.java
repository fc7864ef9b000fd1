package dev.longtail.labeler.client;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a server asks to wait, in the forms that servers use:
 *
 * <ul>
 *   <li>{@code retry-after-ms}, milliseconds (Azure; the clients of OpenAI read it first)
 *   <li>{@code Retry-After}: seconds, also with a fraction, or a date in one of the three forms of
 *       RFC 9110, 5.6.7
 *   <li>{@code try again in 1.2s} in OpenAI's message
 *   <li>{@code x-ratelimit-reset-requests} and {@code -tokens} of OpenAI ({@code 1s}, {@code
 *       6m0s}), {@code anthropic-ratelimit-...-reset} (RFC 3339), where nothing remains of that
 *       limit
 * </ul>
 */
final class RetryAfter {
  private static final Duration LONGEST = Duration.ofSeconds(1_000_000_000);

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}(?:\\.[0-9]{1,9})?");

  private static final Pattern PERIOD =
      Pattern.compile("(?:[0-9]{1,9}(?:\\.[0-9]{1,9})?(?:ms|us|µs|ns|d|h|m|s))+");

  private static final Pattern PART =
      Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9})?)(ms|us|µs|ns|d|h|m|s)");

  private static final Pattern IN_WORDS =
      Pattern.compile(
          "(?i)(?:try again|retry) (?:in|after) ([0-9][0-9.a-zµ]{0,30})(?: (seconds?))?");

  /** RFC 850: {@code Sunday, 06-Nov-94 08:49:37 GMT}; two digits mean the last century or this. */
  private static final DateTimeFormatter RFC_850 =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .appendPattern("EEEE, dd-MMM-")
          .appendValueReduced(ChronoField.YEAR, 2, 2, 1970)
          .appendPattern(" HH:mm:ss 'GMT'")
          .toFormatter(Locale.ENGLISH);

  /** The form of C's asctime: {@code Sun Nov 6 08:49:37 1994}. */
  private static final DateTimeFormatter ASCTIME =
      DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH);

  private static final List<String> LIMITS = List.of("requests", "tokens");

  private static final List<String> ANTHROPIC_LIMITS =
      List.of("requests", "tokens", "input-tokens", "output-tokens");

  private RetryAfter() {}

  /**
   * What an answer asks for.
   *
   * @param header the value of a header, or null
   * @param message the message of its error
   */
  static Optional<Duration> of(UnaryOperator<String> header, String message, Instant now) {
    return millis(header.apply("retry-after-ms"))
        .or(() -> inHeader(header.apply("retry-after"), now))
        .or(() -> inWords(message))
        .or(() -> resets(header, now));
  }

  private static Optional<Duration> millis(String value) {
    return value != null && NUMBER.matcher(value.strip()).matches()
        ? Optional.of(seconds(Double.parseDouble(value.strip()) / 1_000))
        : Optional.empty();
  }

  /** The value of {@code Retry-After}; empty if there is none or it is something else. */
  static Optional<Duration> inHeader(String header, Instant now) {
    if (header == null || header.isBlank()) {
      return Optional.empty();
    }
    String value = header.strip();
    if (NUMBER.matcher(value).matches()) {
      return Optional.of(seconds(Double.parseDouble(value)));
    }
    return period(value).or(() -> date(value).map(until -> between(now, until)));
  }

  private static Optional<Duration> inWords(String message) {
    Matcher words = IN_WORDS.matcher(message);
    if (!words.find()) {
      return Optional.empty();
    }
    String amount = words.group(1);
    while (amount.endsWith(".")) {
      amount = amount.substring(0, amount.length() - 1);
    }
    if (words.group(2) != null && NUMBER.matcher(amount).matches()) {
      return Optional.of(seconds(Double.parseDouble(amount)));
    }
    return period(amount);
  }

  private static Optional<Duration> resets(UnaryOperator<String> header, Instant now) {
    List<Duration> waits = new ArrayList<>();
    for (String limit : LIMITS) {
      String reset = header.apply("x-ratelimit-reset-" + limit);
      if (reset != null && "0".equals(header.apply("x-ratelimit-remaining-" + limit))) {
        inHeader(reset, now).ifPresent(waits::add);
      }
    }
    for (String limit : ANTHROPIC_LIMITS) {
      String reset = header.apply("anthropic-ratelimit-" + limit + "-reset");
      if (reset != null
          && "0".equals(header.apply("anthropic-ratelimit-" + limit + "-remaining"))) {
        date(reset.strip()).map(until -> between(now, until)).ifPresent(waits::add);
      }
    }
    return waits.stream().max(Duration::compareTo);
  }

  /** A period as Go writes it: {@code 6m0s}, {@code 1.5s}, {@code 20ms}. */
  private static Optional<Duration> period(String value) {
    if (!PERIOD.matcher(value).matches()) {
      return Optional.empty();
    }
    double seconds = 0;
    Matcher part = PART.matcher(value);
    while (part.find()) {
      double of =
          switch (part.group(2)) {
            case "d" -> 86_400;
            case "h" -> 3_600;
            case "m" -> 60;
            case "ms" -> 1e-3;
            case "us", "µs" -> 1e-6;
            case "ns" -> 1e-9;
            default -> 1;
          };
      seconds += Double.parseDouble(part.group(1)) * of;
    }
    return Optional.of(seconds(seconds));
  }

  private static Optional<Instant> date(String value) {
    List<Reading> readings =
        List.of(
            text -> ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant(),
            text -> LocalDateTime.parse(text, RFC_850).toInstant(ZoneOffset.UTC),
            text -> LocalDateTime.parse(text, ASCTIME).toInstant(ZoneOffset.UTC),
            text -> OffsetDateTime.parse(text).toInstant());
    for (Reading reading : readings) {
      try {
        return Optional.of(reading.instant(value));
      } catch (DateTimeException e) {
        // Another form, perhaps.
      }
    }
    return Optional.empty();
  }

  private interface Reading {
    Instant instant(String text);
  }

  private static Duration between(Instant now, Instant until) {
    return until.isBefore(now) ? Duration.ZERO : shortened(Duration.between(now, until));
  }

  private static Duration seconds(double seconds) {
    return shortened(Duration.ofMillis(Math.round(Math.min(seconds, 1e15) * 1_000)));
  }

  /** So that nobody who counts in nanoseconds fails at the year 9999. */
  private static Duration shortened(Duration wait) {
    return wait.compareTo(LONGEST) < 0 ? wait : LONGEST;
  }
}
