package dev.longtail.job.upgrade;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.udfs.io.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;

/**
 * The rows in which two results of one day differ. A row of both that is equal in what is compared
 * is in none of the lists.
 *
 * @param anomalies compared by rank and score
 * @param exemplars compared by rank and score; only whether there is such an exemplar costs a label
 * @param admissions verdicts, compared by verdict, admission and reason
 */
public record DayDifference(Part anomalies, Part exemplars, Part admissions) {
  private static final int DIGITS = 4;

  /** What became of a row. */
  public enum Change {
    /** Only the new configuration has it. */
    ADDED("new"),
    /** Only the old configuration has it. */
    GONE("gone"),
    /** Both have it, with other values. */
    CHANGED("changed");

    private final String word;

    Change(String word) {
      this.word = word;
    }

    /** For people. */
    public String word() {
      return word;
    }
  }

  /**
   * A row that differs.
   *
   * @param id of the row in its output
   * @param detector empty for rows of no single detector
   * @param rank in the new configuration, else in the old one; 0 for rows that have none
   * @param then what the old configuration says of it; empty if nothing
   * @param now what the new configuration says of it; empty if nothing
   */
  public record Row(
      Change change,
      String id,
      String window,
      String scale,
      String detector,
      int rank,
      String then,
      String now,
      String commandLine) {}

  /**
   * One output.
   *
   * @param then rows of the old configuration
   * @param now rows of the new configuration
   * @param rows that differ, by window, scale, detector, rank and id
   */
  public record Part(int then, int now, List<Row> rows) {}

  /** The difference from {@code then} to {@code now}. */
  public static DayDifference between(DayResult then, DayResult now) {
    return new DayDifference(
        part(then.anomalies(), now.anomalies(), DayDifference::rankAndScore),
        part(then.exemplars(), now.exemplars(), DayDifference::rankAndScore),
        part(then.verdicts(), now.verdicts(), DayDifference::admission));
  }

  /** How many rows differ. */
  public int size() {
    return anomalies.rows.size() + exemplars.rows.size() + admissions.rows.size();
  }

  private static Part part(
      List<String> then, List<String> now, BiFunction<JsonNode, Boolean, String> said) {
    Map<String, JsonNode> before = byId(then);
    Map<String, JsonNode> after = byId(now);
    NavigableSet<String> ids = new TreeSet<>(before.keySet());
    ids.addAll(after.keySet());
    List<Row> rows = new ArrayList<>();
    for (String id : ids) {
      JsonNode old = before.get(id);
      JsonNode young = after.get(id);
      boolean both = old != null && young != null;
      if (both && said.apply(old, true).equals(said.apply(young, true))) {
        continue;
      }
      rows.add(
          row(
              both ? Change.CHANGED : old == null ? Change.ADDED : Change.GONE,
              id,
              young == null ? old : young,
              old == null ? "" : said.apply(old, false),
              young == null ? "" : said.apply(young, false)));
    }
    rows.sort(
        Comparator.comparing(Row::window)
            .thenComparing(Row::scale)
            .thenComparing(Row::detector)
            .thenComparingInt(Row::rank)
            .thenComparing(Row::id));
    return new Part(before.size(), after.size(), List.copyOf(rows));
  }

  private static Row row(Change change, String id, JsonNode row, String then, String now) {
    return new Row(
        change,
        id,
        row.path("window").asText(),
        row.path("scale").asText(),
        row.path("detector").asText(),
        row.path("rank").asInt(),
        then,
        now,
        row.has("command_line") ? row.path("command_line").asText() : row.path("cmd").asText());
  }

  /** The last row of an id counts: a row that comes again is the same. */
  private static Map<String, JsonNode> byId(List<String> lines) {
    Map<String, JsonNode> rows = new TreeMap<>();
    for (String line : lines) {
      try {
        JsonNode row = Json.MAPPER.readTree(line);
        rows.put(row.path("id").asText(), row);
      } catch (JsonProcessingException e) {
        throw new IllegalArgumentException("no line of an output", e);
      }
    }
    return rows;
  }

  private static String rankAndScore(JsonNode row, boolean exactly) {
    double score = row.path("score").asDouble();
    return "rank %d, score %s"
        .formatted(
            row.path("rank").asInt(),
            exactly ? Double.toString(score) : ("%." + DIGITS + "g").formatted(score));
  }

  private static String admission(JsonNode row, boolean exactly) {
    String reason = row.path("reason").asText();
    return "%s, %s%s"
        .formatted(
            row.path("verdict").asText().toLowerCase(java.util.Locale.ROOT),
            row.path("admitted").asBoolean() ? "admitted" : "not admitted",
            reason.isEmpty() ? "" : ": " + reason);
  }
}
