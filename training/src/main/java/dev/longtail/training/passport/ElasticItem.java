package dev.longtail.training.passport;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An item of an exception list of Elastic Security as Kibana would take it: read from a line of its
 * import file, and evaluated. All entries of an item must match. Read are entries of the types
 * {@code match} and {@code match_any} that are included; anything else is refused.
 */
final class ElasticItem {
  static final String COMMAND_LINE = "process.command_line";

  private final String id;
  private final List<Entry> entries;

  private ElasticItem(String id, List<Entry> entries) {
    this.id = id;
    this.entries = entries;
  }

  private record Entry(String field, Set<String> values) {}

  /**
   * Reads an item.
   *
   * @param where its place, for messages
   * @throws InputException if it is none, or uses what is not evaluated
   */
  static ElasticItem read(String json, String where) {
    JsonNode root;
    try {
      root = Json.MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new InputException(where + ": " + Json.problem(e), e);
    }
    for (String field : List.of("item_id", "list_id", "name", "description", "type")) {
      if (!root.path(field).isTextual() || root.path(field).textValue().isBlank()) {
        throw new InputException("%s: field \"%s\" is missing or no text".formatted(where, field));
      }
    }
    if (!root.path("type").textValue().equals("simple") || !root.path("entries").isArray()) {
      throw new InputException(where + ": field \"type\" is not simple, or there are no entries");
    }
    try {
      Instant.parse(root.path("expire_time").asText());
    } catch (DateTimeException e) {
      throw new InputException(where + ": field \"expire_time\" is no time", e);
    }
    List<Entry> entries = new ArrayList<>();
    for (JsonNode entry : root.path("entries")) {
      entries.add(entry(entry, where));
    }
    if (entries.isEmpty()) {
      throw new InputException(where + ": field \"entries\" is empty");
    }
    return new ElasticItem(root.path("item_id").textValue(), List.copyOf(entries));
  }

  private static Entry entry(JsonNode entry, String where) {
    Set<String> values = new HashSet<>();
    if (!entry.path("operator").asText().equals("included")) {
      throw new InputException(where + ": an operator that is not evaluated");
    }
    switch (entry.path("type").asText()) {
      case "match" -> values.add(entry.path("value").asText());
      case "match_any" -> entry.path("value").forEach(value -> values.add(value.asText()));
      default -> throw new InputException(where + ": a type of entry that is not evaluated");
    }
    if (values.isEmpty()) {
      throw new InputException(where + ": an entry without a value");
    }
    return new Entry(entry.path("field").asText(), values);
  }

  String id() {
    return id;
  }

  /** The command lines that it hides; empty if it is not bound to any. */
  Set<String> lines() {
    return entries.stream()
        .filter(entry -> entry.field().equals(COMMAND_LINE))
        .findFirst()
        .map(Entry::values)
        .orElse(Set.of());
  }

  /**
   * Whether alerts about an event are hidden. A field that the event lacks is taken for one that
   * matches.
   *
   * @param fields by their names in the Elastic Common Schema
   */
  boolean hides(Map<String, String> fields) {
    return entries.stream()
        .allMatch(
            entry ->
                !fields.containsKey(entry.field())
                    || entry.values().contains(fields.get(entry.field())));
  }
}
