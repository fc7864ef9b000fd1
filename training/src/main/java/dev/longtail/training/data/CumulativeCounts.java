package dev.longtail.training.data;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.udfs.io.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The counts of a backfill from its first day to the end of each day ({@code figures.json}).
 *
 * @param days in order of scale and day
 */
public record CumulativeCounts(List<Day> days) {
  /** The counts of a backfill without figures. */
  public static final CumulativeCounts NONE = new CumulativeCounts(List.of());

  /** The counted stages, from the largest count to the smallest. */
  public enum Curve {
    /** Every record. */
    EVENTS,
    /** Different command lines of each day. */
    UNIQUE,
    /** Unique command lines among the top k of their day. */
    ANOMALIES,
    /** Anomalies that an exemplar of the same or an earlier day represents. */
    NEAR_DUPLICATES,
    /** Anomalies left after near-duplicates are removed. */
    EXEMPLARS;

    /** The field's name in the file. */
    public String field() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The counts from the first day to the end of a given day.
   *
   * @param scale {@code full} or {@code reduced}
   * @param day e.g. {@code 2025-01-05}
   * @param counts the count of every curve
   */
  public record Day(String scale, String day, Map<Curve, Long> counts) {
    public Day {
      counts = Map.copyOf(counts);
    }

    /** The count of {@code curve}. */
    public long count(Curve curve) {
      return counts.get(curve);
    }
  }

  public CumulativeCounts {
    days = days.stream().sorted(Comparator.comparing(Day::scale).thenComparing(Day::day)).toList();
  }

  /**
   * Reads {@code figures.json}.
   *
   * @throws InputException naming the file, the entry and the field that is wrong
   */
  public static CumulativeCounts read(Path file) {
    JsonNode root = JsonFile.read(file);
    if (!root.isArray()) {
      throw new InputException(file + ": a list of days is expected");
    }
    List<Day> days = new ArrayList<>();
    for (JsonNode entry : root) {
      days.add(day(entry, file + ": entry " + (days.size() + 1)));
    }
    return new CumulativeCounts(days);
  }

  private static Day day(JsonNode entry, String where) {
    Map<Curve, Long> counts = new EnumMap<>(Curve.class);
    for (Curve curve : Curve.values()) {
      JsonNode count = entry.path(curve.field());
      if (!count.isIntegralNumber() || !count.canConvertToLong() || count.longValue() < 0) {
        throw new InputException(
            "%s: field \"%s\" is missing or no count".formatted(where, curve.field()));
      }
      counts.put(curve, count.longValue());
    }
    return new Day(text(entry, "scale", where), text(entry, "day", where), counts);
  }

  private static String text(JsonNode entry, String field, String where) {
    JsonNode value = entry.path(field);
    if (!value.isTextual()) {
      throw new InputException("%s: field \"%s\" is missing or no text".formatted(where, field));
    }
    return value.textValue();
  }
}
