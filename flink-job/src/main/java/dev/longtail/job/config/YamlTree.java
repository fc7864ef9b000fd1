package dev.longtail.job.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A YAML text as a tree. Each key and value knows its line.
 *
 * @param root the document; {@link YamlValue.Nothing} for an empty text
 * @param mistakes errors in the YAML itself
 */
record YamlTree(YamlValue root, List<Mistake> mistakes) {
  private static final YAMLFactory YAML = new YAMLFactory();

  /** An error and its line. */
  record Mistake(int line, String text) {}

  /** Reads the parts of {@code yaml} that can be read. */
  static YamlTree of(String yaml) {
    List<Mistake> mistakes = new ArrayList<>();
    YamlValue root = new YamlValue.Nothing(1);
    try (YAMLParser parser = YAML.createParser(yaml)) {
      if (parser.nextToken() != null) {
        root = value(parser, mistakes);
        if (parser.nextToken() != null) {
          mistakes.add(new Mistake(line(parser), "a second document; a file holds one"));
        }
      }
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      String problem = e.getOriginalMessage().lines().findFirst().orElse("");
      mistakes.add(new Mistake(line, "this is no YAML: " + problem));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Reading from memory throws no I/O error.
    }
    return new YamlTree(root, List.copyOf(mistakes));
  }

  private static YamlValue value(YAMLParser parser, List<Mistake> mistakes) throws IOException {
    int line = line(parser);
    if (parser.isCurrentAlias()) {
      mistakes.add(new Mistake(line, "*" + parser.getText() + " refers to another place; repeat"));
      return new YamlValue.Nothing(line);
    }
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      return mapping(parser, line, mistakes);
    }
    if (token == JsonToken.START_ARRAY) {
      List<YamlValue> items = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        items.add(value(parser, mistakes));
      }
      return new YamlValue.Items(List.copyOf(items), line);
    }
    return token == JsonToken.VALUE_NULL
        ? new YamlValue.Nothing(line)
        : new YamlValue.Text(text(parser), line);
  }

  /** YAML lets underscores group the digits of a number. */
  private static String text(YAMLParser parser) throws IOException {
    boolean whole = parser.currentToken() == JsonToken.VALUE_NUMBER_INT;
    return whole ? parser.getText().replace("_", "") : parser.getText();
  }

  private static YamlValue mapping(YAMLParser parser, int line, List<Mistake> mistakes)
      throws IOException {
    Map<String, YamlValue.Entry> entries = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      int at = line(parser);
      parser.nextToken();
      YamlValue.Entry entry = new YamlValue.Entry(at, value(parser, mistakes));
      YamlValue.Entry first = entries.putIfAbsent(key, entry);
      if (first != null) {
        mistakes.add(
            new Mistake(at, "key %s is there already, at line %d".formatted(key, first.line())));
      }
    }
    return new YamlValue.Mapping(entries, line);
  }

  private static int line(YAMLParser parser) {
    return parser.currentTokenLocation().getLineNr();
  }
}
