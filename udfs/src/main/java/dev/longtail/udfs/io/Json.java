package dev.longtail.udfs.io;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The one JSON dialect of all files: snake_case names, fields in the order of the record. */
public final class Json {
  /** Shared and thread-safe; never reconfigure it. */
  public static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(JsonInclude.Include.ALWAYS, JsonInclude.Include.ALWAYS))
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  static {
    // The reader bounds a record's size before it reaches the parser (RecordLines.MAX_RECORD_BYTES)
    MAPPER
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder().maxStringLength(64 << 20).maxNestingDepth(200).build());
  }

  /** The JSON parser's message for a duplicate key; a test checks that it has not changed. */
  private static final Pattern DUPLICATE =
      Pattern.compile("Duplicate field '(.*?)'(?: for `|$)", Pattern.DOTALL);

  private static final int LONGEST_KEY = 60;

  private Json() {}

  /**
   * {@code value} as one line of JSON. A command line may hold half a surrogate pair, which UTF-8
   * cannot express; it is written as its escape.
   */
  public static String line(Object value) {
    try {
      return escapeHalfPairs(MAPPER.writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not representable as JSON: " + value.getClass(), e);
    }
  }

  /**
   * {@code value} as indented JSON with a line end, for files that people read; as {@link #line}.
   */
  public static String pretty(Object value) {
    try {
      return escapeHalfPairs(MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value))
          + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not representable as JSON: " + value.getClass(), e);
    }
  }

  /**
   * Says in words for the user why a text is no JSON. The JSON parser's own messages are for
   * programmers.
   *
   * @return {@code not valid JSON: ...} with the column. The caller adds the line, because only the
   *     caller knows whether there are several
   */
  public static String problem(JsonProcessingException e) {
    if (e instanceof StreamConstraintsException) {
      return "not readable JSON: it is nested too deeply, or has too long a number or name";
    }
    if (e instanceof JsonEOFException) {
      return "not valid JSON: it breaks off before its end";
    }
    Matcher duplicate = DUPLICATE.matcher(String.valueOf(e.getOriginalMessage()));
    if (duplicate.lookingAt()) {
      return twice(duplicate.group(1));
    }
    JsonLocation at = e.getLocation();
    String place = at == null ? "" : " near column " + Math.max(1, at.getColumnNr());
    return e instanceof MismatchedInputException
        ? "not valid JSON: more text behind its end"
        : "not valid JSON: unexpected text" + place;
  }

  /** The message, in words for the user, for a record that has a key twice. */
  public static String twice(String key) {
    return "field "
        + (key.length() <= LONGEST_KEY ? key : key.substring(0, LONGEST_KEY) + "...")
        + ": is there twice";
  }

  private static String escapeHalfPairs(String json) {
    StringBuilder escaped = null;
    int copied = 0;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < json.length()
          && Character.isLowSurrogate(json.charAt(i + 1))) {
        i++;
        continue;
      }
      escaped = escaped == null ? new StringBuilder(json.length() + 16) : escaped;
      escaped.append(json, copied, i).append(String.format("\\u%04x", (int) c));
      copied = i + 1;
    }
    return escaped == null ? json : escaped.append(json, copied, json.length()).toString();
  }
}
