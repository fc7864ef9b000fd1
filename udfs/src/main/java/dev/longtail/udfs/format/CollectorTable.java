package dev.longtail.udfs.format;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.longtail.udfs.event.SkipReason;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The collectors whose formats are a plain mapping: {@code collectors.yaml} says what it holds. */
final class CollectorTable {
  private static final String FILE = "collectors.yaml";

  private static final Set<String> KEYS =
      Set.of(
          "id",
          "notes",
          "claims",
          "kind",
          "start",
          "skipped",
          "unless",
          "time",
          "host",
          "user",
          "domain",
          "os",
          "os-is",
          "os-values",
          "image",
          "parent",
          "command-line",
          "arguments",
          "event-id",
          "process",
          "ignored",
          "samples");

  private static final Field NONE = Field.of();

  /** Read once: every parser needs it. */
  private static final JsonNode FILE_CONTENT = read();

  private static final Map<EventFormat, List<Entry>> ENTRIES = entries();

  private CollectorTable() {}

  /** A condition on one field. */
  record Term(Field field, boolean absent, String value) {
    /** Of {@code path}, {@code !path}, {@code path=value} or {@code path=begin*}. */
    static Term of(String text) {
      boolean absent = text.startsWith("!");
      String term = absent ? text.substring(1) : text;
      int equals = term.indexOf('=');
      return equals < 0
          ? new Term(Field.of(term), absent, "")
          : new Term(
              Field.of(term.substring(0, equals)),
              absent,
              term.substring(equals + 1).toLowerCase(Locale.ROOT));
    }

    boolean holds(RecordView record) {
      if (!record.has(field)) {
        return absent;
      }
      return absent != (value.isEmpty() || isLike(record.optional(field)));
    }

    private boolean isLike(String text) {
      int length = value.length() - 1;
      return value.charAt(length) == '*'
          ? text.regionMatches(true, 0, value, 0, length)
          : text.equalsIgnoreCase(value);
    }
  }

  /**
   * One form of one collector's records.
   *
   * @param starts the kinds of event that are a start, in lower case
   * @param skipped why other kinds are none, by the kind in lower case
   */
  record Entry(
      String notes,
      List<List<Term>> claims,
      Field kind,
      Set<String> starts,
      Map<String, SkipReason> skipped,
      Map<SkipReason, List<Term>> unless,
      Field time,
      Field host,
      Field user,
      Field domain,
      Field os,
      String system,
      Map<String, String> systems,
      Field image,
      Field parent,
      Field commandLine,
      Field arguments,
      Field eventId,
      Field process,
      List<String> ignored,
      List<String> samples) {

    boolean claims(RecordView record) {
      for (List<Term> all : claims) {
        if (holds(all, record)) {
          return true;
        }
      }
      return false;
    }

    private static boolean holds(List<Term> all, RecordView record) {
      for (Term term : all) {
        if (!term.holds(record)) {
          return false;
        }
      }
      return true;
    }

    /** The fields that are read, with at least one path each. */
    List<Field> fields() {
      List<Field> fields = new ArrayList<>();
      for (Field field :
          List.of(
              kind,
              time,
              host,
              user,
              domain,
              os,
              image,
              parent,
              commandLine,
              arguments,
              eventId,
              process)) {
        if (!field.paths().isEmpty()) {
          fields.add(field);
        }
      }
      claims.forEach(all -> all.forEach(term -> fields.add(term.field())));
      unless.values().forEach(all -> all.forEach(term -> fields.add(term.field())));
      return fields;
    }
  }

  /** The forms of a format, in the order in which they are tried; empty if it is in no table. */
  static List<Entry> of(EventFormat format) {
    return ENTRIES.getOrDefault(format, List.of());
  }

  /** Fields of a format that are known and not read: the usual ones, not all. */
  static List<String> ignored(EventFormat format) {
    List<String> ignored = new ArrayList<>(texts(FILE_CONTENT.get("ignored").path(format.label())));
    of(format).forEach(entry -> ignored.addAll(entry.ignored()));
    return ignored;
  }

  private static JsonNode read() {
    YAMLMapper mapper =
        YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    try (InputStream in = CollectorTable.class.getResourceAsStream(FILE)) {
      return mapper.readTree(in);
    } catch (IOException e) {
      throw new IllegalStateException("reading " + FILE + " failed", e);
    }
  }

  private static Map<EventFormat, List<Entry>> entries() {
    Map<EventFormat, List<Entry>> entries = new EnumMap<>(EventFormat.class);
    for (JsonNode node : FILE_CONTENT.get("collectors")) {
      String id = node.path("id").asText();
      EventFormat format =
          EventFormat.labelled(id)
              .orElseThrow(() -> new IllegalStateException(FILE + ": no format " + id));
      entries.computeIfAbsent(format, none -> new ArrayList<>()).add(entry(node));
    }
    return entries;
  }

  private static Entry entry(JsonNode node) {
    node.fieldNames()
        .forEachRemaining(
            key -> {
              if (!KEYS.contains(key)) {
                throw new IllegalStateException(FILE + ": unknown key " + key);
              }
            });
    List<List<Term>> claims = new ArrayList<>();
    node.get("claims").forEach(all -> claims.add(terms(all)));
    Map<String, SkipReason> skipped = new HashMap<>();
    node.path("skipped")
        .properties()
        .forEach(
            entry ->
                texts(entry.getValue())
                    .forEach(kind -> skipped.put(lower(kind), reason(entry.getKey()))));
    Map<SkipReason, List<Term>> unless = new EnumMap<>(SkipReason.class);
    node.path("unless")
        .properties()
        .forEach(entry -> unless.put(reason(entry.getKey()), terms(entry.getValue())));
    Map<String, String> systems = new HashMap<>();
    node.path("os-values")
        .properties()
        .forEach(entry -> systems.put(entry.getKey(), entry.getValue().asText()));
    return new Entry(
        node.path("notes").asText(),
        claims,
        field(node, "kind"),
        Set.copyOf(texts(node.path("start")).stream().map(CollectorTable::lower).toList()),
        skipped,
        unless,
        field(node, "time"),
        field(node, "host"),
        field(node, "user"),
        field(node, "domain"),
        field(node, "os"),
        node.path("os-is").asText(),
        systems,
        field(node, "image"),
        field(node, "parent"),
        field(node, "command-line"),
        field(node, "arguments"),
        field(node, "event-id"),
        field(node, "process"),
        texts(node.path("ignored")),
        texts(node.path("samples")));
  }

  private static Field field(JsonNode node, String key) {
    List<String> paths = texts(node.path(key));
    return paths.isEmpty() ? NONE : Field.of(paths.toArray(String[]::new));
  }

  private static List<Term> terms(JsonNode node) {
    return texts(node).stream().map(Term::of).toList();
  }

  private static List<String> texts(JsonNode node) {
    List<String> texts = new ArrayList<>();
    node.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private static SkipReason reason(String name) {
    return SkipReason.valueOf(name.toUpperCase(Locale.ROOT));
  }

  static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
