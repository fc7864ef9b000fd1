package dev.longtail.training.review;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.udfs.io.InputException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What analysts said of alerts in a SIEM or a case manager, as decisions on the lines of a sample.
 * A record is about a line if it has the id of the line's event or exemplar, or its command line.
 *
 * <p>Of several records of one alert the latest counts. If alerts about one line are closed with
 * different words, the line is unsure: who reads it cannot know which alert was about what.
 */
public final class Dispositions {
  /** The reviewer of these decisions. */
  public static final String REVIEWER = "siem";

  private final DispositionTable table;
  private final Fields fields;
  private final Map<String, DispositionMeaning> own = new HashMap<>();
  private final Map<String, List<SampleItem>> byId = new HashMap<>();
  private final Map<String, List<SampleItem>> byLine = new HashMap<>();

  /** By line and alert, in the order of reading. */
  private final Map<String, Map<String, Closed>> closed = new TreeMap<>();

  private final Map<String, Unknown> unknown = new LinkedHashMap<>();
  private long records;
  private long unmatched;
  private long replaced;

  /**
   * Where records have what is asked for; an empty list means where the table says.
   *
   * @param id id of the event
   * @param command command line
   * @param disposition the word
   * @param time when it was said
   */
  public record Fields(
      List<String> id, List<String> command, List<String> disposition, List<String> time) {
    public Fields {
      id = List.copyOf(id);
      command = List.copyOf(command);
      disposition = List.copyOf(disposition);
      time = List.copyOf(time);
    }
  }

  private record Closed(DispositionMeaning meaning, Instant at) {}

  /**
   * A word that no product of the table has.
   *
   * @param word the word
   * @param records with this word
   * @param first place of the first one
   */
  public record Unknown(String word, long records, String first) {}

  /**
   * What was read.
   *
   * @param records all of them
   * @param unmatched those about no line of the sample
   * @param unknown words that nobody knows, with the number of their records
   * @param lines lines of the sample with a decision
   * @param open lines of the sample whose alerts are all open
   * @param contradictory lines whose alerts were closed with different words
   * @param replaced records that a later one of the same alert replaced
   */
  public record Counts(
      long records,
      long unmatched,
      List<Unknown> unknown,
      int lines,
      int open,
      int contradictory,
      long replaced) {
    public Counts {
      unknown = List.copyOf(unknown);
    }
  }

  /**
   * Takes dispositions for the lines of a sample.
   *
   * @param words further words, before those of the table
   */
  public Dispositions(
      ReviewSample sample,
      DispositionTable table,
      Fields fields,
      Map<String, DispositionMeaning> words) {
    this.table = table;
    this.fields =
        new Fields(
            orElse(fields.id(), table.places("id")),
            orElse(fields.command(), table.places("command")),
            orElse(fields.disposition(), table.dispositionFields()),
            orElse(fields.time(), table.places("time")));
    words.forEach((word, meaning) -> own.put(DispositionTable.folded(word), meaning));
    for (SampleItem item : sample.items()) {
      byLine.computeIfAbsent(item.line().cmd(), cmd -> new ArrayList<>()).add(item);
      List<String> ids = new ArrayList<>(item.line().exemplars());
      ids.add(item.item());
      ids.add(item.line().context().eventId());
      ids.stream()
          .filter(id -> !id.isEmpty())
          .distinct()
          .forEach(id -> byId.computeIfAbsent(id, some -> new ArrayList<>()).add(item));
    }
  }

  private static List<String> orElse(List<String> given, List<String> usual) {
    return given.isEmpty() ? usual : given;
  }

  /**
   * Takes one record.
   *
   * @param where its place, for messages
   * @param arrived its time, if it says none
   * @throws InputException if a field that was asked for has a form that cannot be used
   */
  public void take(JsonNode record, Object where, Instant arrived) {
    records++;
    Optional<String> id = text(record, fields.id(), where);
    Optional<String> command = text(record, fields.command(), where);
    List<SampleItem> items = List.of();
    if (id.isPresent()) {
      items = byId.getOrDefault(id.get(), List.of());
    }
    if (items.isEmpty() && command.isPresent()) {
      items = byLine.getOrDefault(command.get(), List.of());
    }
    if (items.isEmpty()) {
      unmatched++;
      return;
    }
    Optional<DispositionMeaning> meaning = meaning(record, where);
    if (meaning.isEmpty()) {
      return;
    }
    Closed closedNow = new Closed(meaning.get(), time(record, where).orElse(arrived));
    String alert = id.orElse("#" + records);
    for (SampleItem item : items) {
      Map<String, Closed> alerts =
          closed.computeIfAbsent(item.item(), some -> new LinkedHashMap<>());
      Closed before = alerts.get(alert);
      if (before == null) {
        alerts.put(alert, closedNow);
      } else if (!before.equals(closedNow)) {
        replaced++;
        if (!closedNow.at().isBefore(before.at())) {
          alerts.put(alert, closedNow);
        }
      }
    }
  }

  /**
   * The first word that decides; else open. A record may have several: {@code status: closed} says
   * nothing, and another field says how. Empty if there is only a word that nobody knows.
   */
  private Optional<DispositionMeaning> meaning(JsonNode record, Object where) {
    String strange = null;
    for (String field : fields.disposition()) {
      Optional<JsonNode> value = ReviewFields.at(record, field);
      if (value.isPresent() && !value.get().isObject()) {
        String text = scalar(value.get(), field, where);
        DispositionMeaning mine = own.get(DispositionTable.folded(text));
        Optional<DispositionMeaning> meaning =
            mine == null ? table.meaning(field, text) : Optional.of(mine);
        if (meaning.isPresent() && meaning.get() != DispositionMeaning.OPEN) {
          return meaning;
        }
        strange = meaning.isEmpty() && strange == null ? text : strange;
      }
    }
    if (strange == null) {
      return Optional.of(DispositionMeaning.OPEN);
    }
    String word = strange;
    unknown.merge(
        word,
        new Unknown(word, 1, String.valueOf(where)),
        (a, b) -> new Unknown(word, a.records() + 1, a.first()));
    return Optional.empty();
  }

  private static Optional<String> text(JsonNode record, List<String> places, Object where) {
    for (String field : places) {
      Optional<JsonNode> value = ReviewFields.at(record, field);
      if (value.isPresent() && !value.get().isObject()) {
        String text = scalar(value.get(), field, where);
        if (!text.isEmpty()) {
          return Optional.of(text);
        }
      }
    }
    return Optional.empty();
  }

  private static String scalar(JsonNode value, String field, Object where) {
    JsonNode only = value.isArray() && value.size() == 1 ? value.get(0) : value;
    if (!only.isValueNode()) {
      throw new InputException(
          "%s: field \"%s\" is neither a text nor a number".formatted(where, field));
    }
    return only.asText();
  }

  private Optional<Instant> time(JsonNode record, Object where) {
    for (String field : fields.time()) {
      Optional<JsonNode> value = ReviewFields.at(record, field);
      if (value.isPresent() && value.get().isValueNode()) {
        return Optional.of(time(value.get(), field, where));
      }
    }
    return Optional.empty();
  }

  private static Instant time(JsonNode value, String field, Object where) {
    String text = value.asText();
    try {
      if (text.matches("-?\\d+(\\.\\d+)?")) {
        double number = Double.parseDouble(text);
        // Seconds have ten digits until the year 2286, milliseconds have thirteen.
        return Instant.ofEpochMilli((long) (Math.abs(number) < 1e11 ? 1000 * number : number));
      }
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new InputException(
          "%s: field \"%s\" is \"%s\", which is no time such as 2026-01-05T12:00:00Z or"
                  .formatted(
                      where, field, text.length() <= 40 ? text : text.substring(0, 40) + "...")
              + " milliseconds since 1970",
          e);
    }
  }

  /** The decisions, of the reviewer {@value #REVIEWER}. */
  public List<Review> reviews() {
    List<Review> reviews = new ArrayList<>();
    closed.forEach(
        (item, alerts) -> {
          List<Closed> decided = decided(alerts.values());
          if (!decided.isEmpty()) {
            Instant at = decided.get(0).at();
            for (Closed each : decided) {
              at = each.at().isAfter(at) ? each.at() : at;
            }
            Opinion opinion =
                isContradictory(decided) ? Opinion.UNSURE : opinion(decided.get(0).meaning());
            reviews.add(new Review(item, opinion, REVIEWER, at, false));
          }
        });
    return reviews;
  }

  private static List<Closed> decided(Collection<Closed> alerts) {
    return alerts.stream().filter(each -> each.meaning() != DispositionMeaning.OPEN).toList();
  }

  private static boolean isContradictory(List<Closed> decided) {
    return decided.stream().map(Closed::meaning).distinct().count() > 1;
  }

  private static Opinion opinion(DispositionMeaning meaning) {
    return switch (meaning) {
      case BENIGN -> Opinion.BENIGN;
      case MALICIOUS -> Opinion.MALICIOUS;
      case UNSURE -> Opinion.UNSURE;
      case OPEN -> throw new IllegalArgumentException("nobody has decided");
    };
  }

  /** What was read so far. */
  public Counts counts() {
    int lines = 0;
    int contradictory = 0;
    for (Map<String, Closed> alerts : closed.values()) {
      List<Closed> decided = decided(alerts.values());
      lines += decided.isEmpty() ? 0 : 1;
      contradictory += isContradictory(decided) ? 1 : 0;
    }
    return new Counts(
        records,
        unmatched,
        List.copyOf(unknown.values()),
        lines,
        closed.size() - lines,
        contradictory,
        replaced);
  }
}
