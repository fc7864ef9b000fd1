package dev.longtail.udfs.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.udfs.io.InputException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One entry of a list of rules, as it is in the file. The owner of the list reads the fields that
 * it knows and then calls {@link #done}, which refuses all others.
 */
public final class RuleEntry {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,79}");
  private static final Pattern FRAGMENT = Pattern.compile("\\{\\{([A-Za-z0-9_-]+)\\}\\}");

  private final String file;
  private final int line;
  private final Map<String, Field> fields;
  private final Map<String, String> fragments;
  private final Set<String> asked = new HashSet<>();

  record Field(JsonNode value, int line) {}

  RuleEntry(String file, int line, Map<String, Field> fields, Map<String, String> fragments) {
    this.file = file;
    this.line = line;
    this.fields = fields;
    this.fragments = fragments;
  }

  /**
   * The fields that every rule has.
   *
   * @param meaning the name of the field with the rule's meaning
   */
  public Rule rule(String meaning) {
    return new Rule(
        id(), text(meaning), where(), examples("examples"), examples("counterexamples"));
  }

  /** File and line. */
  public String where() {
    return file + ":" + line;
  }

  private String id() {
    String id = text("id");
    if (!ID.matcher(id).matches()) {
      throw refused("id", "must be letters, digits, dots, hyphens and underscores, at most 80");
    }
    return id;
  }

  public boolean has(String field) {
    asked.add(field);
    return fields.containsKey(field);
  }

  /** A text that is required and must not be blank. */
  public String text(String field) {
    if (!has(field)) {
      throw new InputException(place(line) + ": field \"" + field + "\" is missing");
    }
    String text = text(field, fields.get(field).value());
    if (text.isBlank()) {
      throw refused(field, "must not be blank");
    }
    return text;
  }

  /** The text of {@code field}, or {@code otherwise} where there is none. */
  public String text(String field, String otherwise) {
    return has(field) ? text(field) : otherwise;
  }

  /**
   * A regular expression, or a list of alternatives. Names in double braces are replaced by the
   * file's fragments.
   */
  public String regex(String field) {
    List<String> alternatives = texts(field);
    if (alternatives.isEmpty() || alternatives.stream().anyMatch(String::isBlank)) {
      throw refused(field, "is missing or has a blank alternative");
    }
    return expand(field, String.join("|", alternatives));
  }

  private String expand(String field, String text) {
    try {
      return expand(text, fragments);
    } catch (NoSuchElementException e) {
      throw refused(field, e.getMessage());
    }
  }

  /**
   * Replaces the names in double braces in {@code text} by fragments.
   *
   * @throws NoSuchElementException if there is no fragment of a name
   */
  static String expand(String text, Map<String, String> fragments) {
    Matcher name = FRAGMENT.matcher(text);
    StringBuilder expanded = new StringBuilder();
    while (name.find()) {
      String fragment = fragments.get(name.group(1));
      if (fragment == null) {
        throw new NoSuchElementException("no fragment of this name above it: " + name.group());
      }
      name.appendReplacement(expanded, Matcher.quoteReplacement(fragment));
    }
    return name.appendTail(expanded).toString();
  }

  /**
   * Words: a text of words separated by blanks, or a list of texts. Empty if the field is missing.
   */
  public List<String> words(String field) {
    if (!has(field)) {
      return List.of();
    }
    JsonNode value = fields.get(field).value();
    if (value.isTextual()) {
      String text = value.textValue().strip();
      return text.isEmpty() ? List.of() : List.of(text.split("\\s+"));
    }
    return texts(field);
  }

  /** As {@link #words}, in lower case. */
  public List<String> lowerCaseWords(String field) {
    return words(field).stream().map(word -> word.toLowerCase(Locale.ROOT)).toList();
  }

  /** A list of texts; a single text counts as a list of one. Empty if the field is missing. */
  public List<String> texts(String field) {
    List<String> texts = new ArrayList<>();
    if (has(field)) {
      JsonNode value = fields.get(field).value();
      if (value.isTextual()) {
        texts.add(value.textValue());
      } else if (value.isArray()) {
        value.forEach(element -> texts.add(text(field, element)));
      } else {
        throw refused(field, "must be a text or a list of texts; put quotes around each");
      }
    }
    return List.copyOf(texts);
  }

  /** As {@link #texts}; names in double braces are replaced by the file's fragments. */
  public List<String> expandedTexts(String field) {
    return texts(field).stream().map(text -> expand(field, text)).toList();
  }

  /** A whole number from 0 on, or {@code otherwise} where the field is missing. */
  public int count(String field, int otherwise) {
    if (!has(field)) {
      return otherwise;
    }
    JsonNode value = fields.get(field).value();
    if (!value.isInt() || value.intValue() < 0) {
      throw refused(field, "must be a whole number from 0 on");
    }
    return value.intValue();
  }

  /** A number, or {@code otherwise} where the field is missing. */
  public double number(String field, double otherwise) {
    if (!has(field)) {
      return otherwise;
    }
    JsonNode value = fields.get(field).value();
    if (!value.isNumber()) {
      throw refused(field, "must be a number");
    }
    return value.doubleValue();
  }

  /** True or false; false where the field is missing. */
  public boolean flag(String field) {
    if (!has(field)) {
      return false;
    }
    JsonNode value = fields.get(field).value();
    if (!value.isBoolean()) {
      throw refused(field, "must be true or false");
    }
    return value.booleanValue();
  }

  /** The entries of a nested list. */
  public List<RuleEntry> entries(String field) {
    List<RuleEntry> entries = new ArrayList<>();
    if (has(field)) {
      for (JsonNode element : fields.get(field).value()) {
        if (!element.isObject()) {
          throw refused(field, "must be a list of tables");
        }
        Map<String, Field> below = new HashMap<>();
        element.properties().forEach(f -> below.put(f.getKey(), new Field(f.getValue(), line)));
        entries.add(new RuleEntry(file, line, below, fragments));
      }
    }
    return entries;
  }

  private List<Rule.Example> examples(String field) {
    List<Rule.Example> examples = new ArrayList<>();
    if (has(field) && fields.get(field).value().isObject()) {
      for (Map.Entry<String, JsonNode> example : fields.get(field).value().properties()) {
        examples.add(new Rule.Example(example.getKey(), text(field, example.getValue())));
      }
    } else {
      texts(field).forEach(text -> examples.add(new Rule.Example(text, "")));
    }
    return examples;
  }

  private String text(String field, JsonNode value) {
    if (!value.isTextual()) {
      throw refused(field, "must be text; put quotes around it: " + value);
    }
    return value.textValue();
  }

  /** Refuses all fields that were not read. */
  public void done() {
    for (Map.Entry<String, Field> field : fields.entrySet()) {
      if (!asked.contains(field.getKey())) {
        throw new InputException(
            place(field.getValue().line()) + ": unknown field \"" + field.getKey() + "\"");
      }
    }
  }

  /** An exception, for throwing, that says what is wrong with {@code field}. */
  public InputException refused(String field, String why) {
    Field at = fields.get(field);
    return new InputException(
        place(at == null ? line : at.line()) + ", field \"" + field + "\": " + why);
  }

  private String place(int at) {
    Field id = fields.get("id");
    boolean named = id != null && id.value().isTextual();
    return file + ":" + at + (named ? ": rule \"" + id.value().textValue() + "\"" : "");
  }
}
