package dev.longtail.udfs.rules;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of rules: lists of entries, each list under a key, and named {@code fragments} of text
 * that the entries may use. A {@code .toml} file is read as TOML, any other as YAML.
 *
 * <p>TOML is supported for secret rules in the form of gitleaks. Its parser gives no line numbers,
 * so the line of an entry is that of its {@code [[rules]]}.
 */
public final class RuleFile {
  private static final String FRAGMENTS = "fragments";

  /** Keys that gitleaks writes above its rules. */
  private static final Set<String> HEADINGS = Set.of("title", "description", "minVersion");

  private static final Pattern TABLE =
      Pattern.compile("(?m)^[ \\t]*\\[\\[[ \\t]*rules[ \\t]*\\]\\]");

  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /** Loaded only if a TOML file is read: shapes and templates do not need it. */
  private static final class Toml {
    private static final TomlMapper MAPPER = new TomlMapper();
  }

  private final String name;
  private final Map<String, List<RuleEntry>> lists = new LinkedHashMap<>();
  private final Map<String, String> fragments = new HashMap<>();

  private RuleFile(String name) {
    this.name = name;
  }

  /**
   * Reads {@code text}.
   *
   * @param name the file's name, for messages; its ending decides between TOML and YAML
   * @throws InputException naming the line, if the text is invalid
   */
  public static RuleFile parse(String name, String text) {
    RuleFile file = new RuleFile(name);
    try {
      if (name.endsWith(".toml")) {
        file.readToml(text);
      } else {
        file.readYaml(text);
      }
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
      String form = name.endsWith(".toml") ? "TOML" : "YAML";
      throw new InputException(
          name
              + ":"
              + line
              + ": not valid "
              + form
              + ": "
              + e.getOriginalMessage().lines().findFirst().orElse(""),
          e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  /** Reads a file in the package of the class {@code owner}. */
  public static RuleFile of(Class<?> owner, String name) {
    return parse(name, textOf(owner, name));
  }

  /** The text of a file in the package of the class {@code owner}. */
  public static String textOf(Class<?> owner, String name) {
    try (InputStream in = owner.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " does not lie beside " + owner);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The texts of files in the package of the class {@code owner}. */
  public static List<String> textsOf(Class<?> owner, List<String> names) {
    return names.stream().map(name -> textOf(owner, name)).toList();
  }

  public String name() {
    return name;
  }

  /** The keys of the file's lists. */
  public Set<String> keys() {
    return lists.keySet();
  }

  /** The entries under {@code key}; none if the file has no such key. */
  public List<RuleEntry> list(String key) {
    return List.copyOf(lists.getOrDefault(key, List.of()));
  }

  /**
   * Refuses two rules with the same id.
   *
   * @throws InputException naming both places
   */
  public static void refuseDuplicates(List<Rule> rules) {
    Map<String, Rule> seen = new HashMap<>();
    for (Rule rule : rules) {
      Rule before = seen.putIfAbsent(rule.id(), rule);
      if (before != null) {
        throw new InputException(rule + ": this id is taken, at " + before.where());
      }
    }
  }

  private void readYaml(String text) throws IOException {
    try (JsonParser parser = YAML.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new InputException(name + ":1: must be lists of rules under their keys");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String key = parser.currentName();
        int line = line(parser);
        JsonToken value = parser.nextToken();
        if (key.equals(FRAGMENTS)) {
          addFragments(line, parser.readValueAsTree());
        } else if (value == JsonToken.START_ARRAY) {
          lists.put(key, yamlEntries(parser, key));
        } else {
          throw noList(line, key);
        }
      }
      if (parser.nextToken() != null) {
        throw new InputException(name + ":" + line(parser) + ": a second document in one file");
      }
    }
  }

  private List<RuleEntry> yamlEntries(JsonParser parser, String key) throws IOException {
    List<RuleEntry> entries = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      int line = line(parser);
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        throw noList(line, key);
      }
      Map<String, RuleEntry.Field> fields = new LinkedHashMap<>();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        int at = line(parser);
        parser.nextToken();
        fields.put(field, new RuleEntry.Field(parser.readValueAsTree(), at));
      }
      entries.add(new RuleEntry(name, line, fields, fragments));
    }
    return entries;
  }

  private static int line(JsonParser parser) {
    return parser.currentTokenLocation().getLineNr();
  }

  private void readToml(String text) throws IOException {
    Matcher table = TABLE.matcher(text);
    for (Map.Entry<String, JsonNode> top : Toml.MAPPER.readTree(text).properties()) {
      String key = top.getKey();
      if (key.equals(FRAGMENTS)) {
        addFragments(1, top.getValue());
      } else if (top.getValue().isArray()) {
        List<RuleEntry> entries = new ArrayList<>();
        for (JsonNode element : top.getValue()) {
          if (!element.isObject()) {
            throw noList(1, key);
          }
          int line = table.find() ? lineOf(text, table.start()) : 1;
          Map<String, RuleEntry.Field> fields = new LinkedHashMap<>();
          element
              .properties()
              .forEach(f -> fields.put(f.getKey(), new RuleEntry.Field(f.getValue(), line)));
          entries.add(new RuleEntry(name, line, fields, fragments));
        }
        lists.put(key, entries);
      } else if (!HEADINGS.contains(key)) {
        throw noList(1, key);
      }
    }
  }

  private static int lineOf(String text, int position) {
    return 1 + (int) text.substring(0, position).chars().filter(c -> c == '\n').count();
  }

  private void addFragments(int line, JsonNode node) {
    for (Map.Entry<String, JsonNode> fragment : node.properties()) {
      if (!fragment.getValue().isTextual()) {
        throw new InputException(
            name + ":" + line + ": fragment \"" + fragment.getKey() + "\" must be text");
      }
      try {
        String text = fragment.getValue().textValue();
        fragments.put(fragment.getKey(), RuleEntry.expand(text, fragments));
      } catch (NoSuchElementException e) {
        throw new InputException(
            name + ":" + line + ": fragment \"" + fragment.getKey() + "\": " + e.getMessage(), e);
      }
    }
  }

  private InputException noList(int line, String key) {
    return new InputException(
        name + ":" + line + ": \"" + key + "\" must be a list of rules, each with its fields");
  }
}
