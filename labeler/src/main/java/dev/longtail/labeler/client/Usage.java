package dev.longtail.labeler.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.OptionalLong;

/** The tokens that an answer says it has used. */
final class Usage {
  private static final List<String> OF_A_MESSAGE =
      List.of(
          "input_tokens",
          "output_tokens",
          "cache_creation_input_tokens",
          "cache_read_input_tokens");

  private Usage() {}

  /**
   * The tokens of question and answer; empty without a number that makes sense: a whole one above
   * 0.
   */
  static OptionalLong of(JsonNode answer) {
    JsonNode usage = answer.path("usage");
    JsonNode total = usage.path("total_tokens");
    if (!total.isMissingNode()) {
      return positive(total);
    }
    long sum = 0;
    for (String name : OF_A_MESSAGE) {
      JsonNode part = usage.path(name);
      if (part.isIntegralNumber() && part.canConvertToLong() && part.longValue() >= 0) {
        sum = saturated(sum, part.longValue());
      } else if (!part.isMissingNode() && !part.isNull()) {
        return OptionalLong.empty();
      }
    }
    return sum > 0 ? OptionalLong.of(sum) : OptionalLong.empty();
  }

  private static OptionalLong positive(JsonNode number) {
    return number.isIntegralNumber() && number.canConvertToLong() && number.longValue() > 0
        ? OptionalLong.of(number.longValue())
        : OptionalLong.empty();
  }

  private static long saturated(long a, long b) {
    return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
  }
}
