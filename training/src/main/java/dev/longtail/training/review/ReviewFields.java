package dev.longtail.training.review;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.udfs.io.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Fields of a record; an error names the place of the record and the field. */
final class ReviewFields {
  private ReviewFields() {}

  /** A text that must be there. */
  static String text(JsonNode record, String field, Object where) {
    JsonNode value = record.get(field);
    if (value == null || !value.isTextual()) {
      throw new InputException("%s: field \"%s\" is missing or no text".formatted(where, field));
    }
    return value.textValue();
  }

  /** A text; one that is missing or null is empty. */
  static String textOrEmpty(JsonNode record, String field, Object where) {
    return record.hasNonNull(field) ? text(record, field, where) : "";
  }

  /** A number that must be there and be {@code least} or more. */
  static long whole(JsonNode record, String field, long least, Object where) {
    JsonNode value = record.get(field);
    if (value == null || !value.canConvertToExactIntegral() || value.longValue() < least) {
      throw new InputException(
          "%s: field \"%s\" is missing or no whole number of %d or more"
              .formatted(where, field, least));
    }
    return value.longValue();
  }

  /** True or false, which must be there. */
  static boolean flag(JsonNode record, String field, Object where) {
    JsonNode value = record.get(field);
    if (value == null || !value.isBoolean()) {
      throw new InputException(
          "%s: field \"%s\" is missing or neither true nor false".formatted(where, field));
    }
    return value.booleanValue();
  }

  /** A list of texts; one that is missing or null is empty. */
  static List<String> texts(JsonNode record, String field, Object where) {
    JsonNode value = record.get(field);
    List<String> texts = new ArrayList<>();
    if (value == null || value.isNull()) {
      return texts;
    }
    for (JsonNode item : value) {
      texts.add(item.isTextual() ? item.textValue() : null);
    }
    if (!value.isArray() || texts.contains(null)) {
      throw new InputException("%s: field \"%s\" is no list of texts".formatted(where, field));
    }
    return texts;
  }

  /** One of some words in any case, as the constant of that name. */
  static <E extends Enum<E>> E word(JsonNode record, String field, Class<E> words, Object where) {
    String text = text(record, field, where);
    for (E word : words.getEnumConstants()) {
      if (word.name().equalsIgnoreCase(text)) {
        return word;
      }
    }
    throw new InputException(
        "%s: field \"%s\" is \"%s\"; it must be one of %s"
            .formatted(
                where,
                field,
                text.length() <= 40 ? text : text.substring(0, 40) + "...",
                List.of(words.getEnumConstants()).toString().toLowerCase(Locale.ROOT)));
  }

  /** The value at {@code path}: a field of that name with its points, or one in another. */
  static Optional<JsonNode> at(JsonNode record, String path) {
    JsonNode here = record.get(path);
    if (here != null) {
      return here.isNull() ? Optional.empty() : Optional.of(here);
    }
    for (int point = path.indexOf('.'); point > 0; point = path.indexOf('.', point + 1)) {
      JsonNode inner = record.get(path.substring(0, point));
      if (inner != null && inner.isObject()) {
        Optional<JsonNode> found = at(inner, path.substring(point + 1));
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }
}
