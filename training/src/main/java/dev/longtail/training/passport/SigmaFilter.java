package dev.longtail.training.passport;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.longtail.udfs.io.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A Sigma filter as a SIEM would take it: read from its YAML, and evaluated. It knows nothing of
 * how the filter came about. Read are filters of one map {@code selection} under the condition
 * {@code not selection}, as pySigma joins it to the condition of a rule; in the map a field alone,
 * which is compared in any case and with the wildcards {@code *} and {@code ?}, and the modifiers
 * {@code re} and {@code cased}. Anything else is refused, never passed over.
 */
final class SigmaFilter {
  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY).build();

  static final String COMMAND_LINE = "CommandLine";

  private final String id;
  private final String product;
  private final List<Item> items;

  private SigmaFilter(String id, String product, List<Item> items) {
    this.id = id;
    this.product = product;
    this.items = items;
  }

  /** A field and the values of which one must be there. */
  private record Item(String field, List<Predicate<String>> values, List<String> prefixes) {}

  /**
   * Reads a filter.
   *
   * @param where its place, for messages
   * @throws InputException if it is none, or uses what is not evaluated
   */
  static SigmaFilter read(String yaml, String where) {
    JsonNode root;
    try {
      root = YAML.readTree(yaml);
    } catch (JsonProcessingException e) {
      throw new InputException(where + ": no YAML: " + e.getOriginalMessage(), e);
    }
    text(root, "title", where);
    JsonNode logsource = root.path("logsource");
    if (!logsource.path("category").asText().equals("process_creation")) {
      throw new InputException(where + ": field \"logsource.category\" is not process_creation");
    }
    JsonNode filter = root.path("filter");
    JsonNode rules = filter.path("rules");
    if (!rules.asText().equals("any") && !(rules.isArray() && !rules.isEmpty())) {
      throw new InputException(where + ": field \"filter.rules\" is neither any nor a list");
    }
    if (!text(filter, "condition", where).equals("not selection")) {
      throw new InputException(where + ": field \"filter.condition\" is not \"not selection\"");
    }
    JsonNode selection = filter.path("selection");
    if (!selection.isObject() || selection.isEmpty() || filter.size() != 3) {
      throw new InputException(where + ": field \"filter\" has other than one map selection");
    }
    List<Item> items = new ArrayList<>();
    for (Map.Entry<String, JsonNode> each : selection.properties()) {
      items.add(item(each.getKey(), each.getValue(), where));
    }
    return new SigmaFilter(
        text(root, "id", where), logsource.path("product").asText(""), List.copyOf(items));
  }

  private static String text(JsonNode node, String field, String where) {
    JsonNode value = node.get(field);
    if (value == null || !value.isTextual() || value.textValue().isBlank()) {
      throw new InputException("%s: field \"%s\" is missing or no text".formatted(where, field));
    }
    return value.textValue();
  }

  private static Item item(String key, JsonNode value, String where) {
    String[] parts = key.split("\\|", -1);
    String modifier = parts.length == 1 ? "" : parts[1];
    if (parts.length > 2) {
      throw new InputException(where + ": more than one modifier: " + key);
    }
    List<Predicate<String>> values = new ArrayList<>();
    List<String> prefixes = new ArrayList<>();
    for (JsonNode each : value.isArray() ? value : List.of(value)) {
      if (!each.isTextual()) {
        throw new InputException("%s: a value of %s is no text".formatted(where, key));
      }
      String text = each.textValue();
      values.add(
          switch (modifier) {
            case "" ->
                Pattern.compile(wildcards(text), Pattern.CASE_INSENSITIVE | Pattern.DOTALL)
                    .asMatchPredicate();
            case "cased" -> Pattern.compile(wildcards(text), Pattern.DOTALL).asMatchPredicate();
            case "re" -> regex(text, where).asPredicate();
            default -> throw new InputException(where + ": modifier not evaluated: " + key);
          });
      prefixes.add(modifier.equals("re") ? prefix(text) : "");
    }
    if (values.isEmpty()) {
      throw new InputException("%s: %s has no value".formatted(where, key));
    }
    return new Item(parts[0], List.copyOf(values), List.copyOf(prefixes));
  }

  private static Pattern regex(String text, String where) {
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw new InputException(
          "%s: no regular expression: %s".formatted(where, e.getDescription()), e);
    }
  }

  /**
   * A Sigma text as a regular expression: a backslash before a wildcard or backslash escapes it.
   */
  private static String wildcards(String text) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean escapes =
          c == '\\' && i + 1 < text.length() && "\\*?".indexOf(text.charAt(i + 1)) >= 0;
      if (escapes) {
        i++;
        regex.append(Pattern.quote(String.valueOf(text.charAt(i))));
      } else if (c == '*') {
        regex.append(".*");
      } else if (c == '?') {
        regex.append('.');
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return regex.toString();
  }

  /**
   * What every text begins with that {@code regex} matches: its first characters, as far as nothing
   * in them is more than a letter of itself.
   */
  static String prefix(String regex) {
    if (!regex.startsWith("^") || hasOpenChoice(regex)) {
      return "";
    }
    StringBuilder prefix = new StringBuilder();
    for (int i = 1; i < regex.length(); i++) {
      char c = regex.charAt(i);
      if ("?*{".indexOf(c) >= 0) {
        prefix.setLength(Math.max(0, prefix.length() - 1));
        break;
      }
      boolean escape = c == '\\' && i + 1 < regex.length();
      if (escape && Character.isLetterOrDigit(regex.charAt(i + 1))) {
        break;
      }
      if (!escape && ".+|}[]()\\^$".indexOf(c) >= 0) {
        break;
      }
      i += escape ? 1 : 0;
      prefix.append(regex.charAt(i));
    }
    return prefix.toString();
  }

  /** Whether a bar stands outside of all groups and classes. */
  private static boolean hasOpenChoice(String regex) {
    int depth = 0;
    boolean inClass = false;
    for (int i = 0; i < regex.length(); i++) {
      char c = regex.charAt(i);
      if (c == '\\') {
        i++;
      } else if (inClass) {
        inClass = c != ']';
      } else if (c == '[') {
        inClass = true;
      } else if (c == '(') {
        depth++;
      } else if (c == ')') {
        depth--;
      } else if (c == '|' && depth == 0) {
        return true;
      }
    }
    return false;
  }

  String id() {
    return id;
  }

  /** The texts of which a command line must begin with one; empty texts say nothing. */
  List<String> prefixes() {
    return items.stream()
        .filter(item -> item.field().equals(COMMAND_LINE))
        .findFirst()
        .map(Item::prefixes)
        .orElse(List.of(""));
  }

  /**
   * Whether alerts about an event are hidden. A field that the event lacks is taken for one that
   * matches: nobody knows what an attacker's event has there.
   *
   * @param os operating system; empty if unknown
   * @param fields by their names in Sigma
   */
  boolean hides(String os, Map<String, String> fields) {
    if (!product.isEmpty() && !os.isEmpty() && !product.equals(os)) {
      return false;
    }
    for (Item item : items) {
      Optional<String> value = Optional.ofNullable(fields.get(item.field()));
      if (value.isPresent()
          && item.values().stream().noneMatch(wanted -> wanted.test(value.get()))) {
        return false;
      }
    }
    return true;
  }
}
