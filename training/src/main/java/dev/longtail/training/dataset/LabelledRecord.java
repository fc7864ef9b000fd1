package dev.longtail.training.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.training.data.LabelledCommand;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.JsonLines.Location;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * A record of a labelled source.
 *
 * @param line line, label, system and family
 * @param firstSeen the first day on which the line was seen, if the record says
 * @param lastSeen the last day
 */
record LabelledRecord(
    LabelledCommand line, Optional<LocalDate> firstSeen, Optional<LocalDate> lastSeen) {
  private static final int DATE = "2025-01-05".length();

  /**
   * Reads {@code {"cmd", "label"}}, which may also say {@code os}, {@code family}, {@code
   * first_seen} and {@code last_seen}: dates, times in ISO-8601, or milliseconds since 1970.
   *
   * @throws InputException naming the place and the field that cannot be used
   */
  static LabelledRecord of(JsonNode record, Location where) {
    LabelledCommand line = LabelledCommand.of(record, where);
    if (line.cmd().isBlank()) {
      throw new InputException(where + ": field \"cmd\" (or \"command_line\") is blank");
    }
    return new LabelledRecord(
        line, day(record, "first_seen", where), day(record, "last_seen", where));
  }

  private static Optional<LocalDate> day(JsonNode record, String field, Location where) {
    JsonNode value = record.path(field);
    if (value.isMissingNode() || value.isNull() || value.asText("-").isEmpty()) {
      return Optional.empty();
    }
    if (value.isIntegralNumber()) {
      return Optional.of(
          Instant.ofEpochMilli(value.longValue()).atZone(ZoneOffset.UTC).toLocalDate());
    }
    String text = value.asText();
    try {
      return Optional.of(LocalDate.parse(text.substring(0, Math.min(DATE, text.length()))));
    } catch (DateTimeException e) {
      throw new InputException(
          "%s: field \"%s\" is \"%s\"; it must be a day, such as 2025-01-05"
              .formatted(where, field, text.length() <= 40 ? text : text.substring(0, 40) + "…"),
          e);
    }
  }
}
