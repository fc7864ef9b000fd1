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

  /** How the parser words it; a test holds that it still does. */
  private static final Pattern DUPLICATE =
      Pattern.compile("Duplicate field '(.*?)'(?: for `|$)", Pattern.DOTALL);

  private static final int LONGEST_KEY = 60;

  private Json() {}

  /**
   * {@code value} as one line of JSON. Half a surrogate pair, which a command line may hold but
   * UTF-8 cannot, is written as its escape.
   */
  public static String line(Object value) {
    try {
      return escapeHalfPairs(MAPPER.writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not representable as JSON: " + value.getClass(), e);
    }
  }

  /**
   * What is wrong with a text that is no JSON, in words for the user: the parser's own are for
   * programmers.
   *
   * @return {@code not valid JSON: ...} with the column; lines are left to the caller, who knows
   *     whether there are several
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

  /** What is wrong with a record that has a key twice, in words for the user. */
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
