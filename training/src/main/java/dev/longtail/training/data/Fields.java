package dev.longtail.training.data;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.JsonLines.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads the fields of a record; an error names the place of the record. */
final class Fields {
  private Fields() {}

  static Label label(JsonNode record, Location where) {
    String text = text(record, "label", where);
    return Label.parse(text)
        .orElseThrow(
            () ->
                new InputException(
                    "%s: field \"label\" is \"%s\"; it must be \"benign\" or \"malicious\""
                        .formatted(where, abbreviated(text))));
  }

  static String text(Label label) {
    return label.name().toLowerCase(Locale.ROOT);
  }

  static String text(JsonNode record, String field, Location where) {
    JsonNode value = record.get(field);
    if (value == null || !value.isTextual()) {
      throw new InputException("%s: field \"%s\" is missing or no text".formatted(where, field));
    }
    return value.textValue();
  }

  static boolean flag(JsonNode record, String field, Location where) {
    JsonNode value = record.get(field);
    if (value == null || !value.isBoolean()) {
      throw new InputException(
          "%s: field \"%s\" is missing or neither true nor false".formatted(where, field));
    }
    return value.booleanValue();
  }

  /** A list of texts; a missing one is empty. */
  static List<String> texts(JsonNode record, String field, Location where) {
    JsonNode value = record.get(field);
    if (value == null || value.isNull()) {
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode item : value) {
      if (!item.isTextual()) {
        throw new InputException("%s: field \"%s\" is no list of texts".formatted(where, field));
      }
      texts.add(item.textValue());
    }
    if (!value.isArray()) {
      throw new InputException("%s: field \"%s\" is no list of texts".formatted(where, field));
    }
    return texts;
  }

  private static String abbreviated(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }
}
