package dev.longtail.labeler.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.udfs.io.Json;
import java.util.List;
import java.util.Optional;

/**
 * What a server says an answer has used. A server may say anything: a number that is missing, below
 * 1 or no whole number is replaced by the upper bound, and a greater one too, so that no answer can
 * make a budget endless, nor end it.
 *
 * @param promptTokens tokens of the question, at most its upper bound
 * @param answerTokens tokens of the answer, likewise
 */
record TokenUsage(long promptTokens, long answerTokens) {
  private static final TokenUsage ENDLESS = new TokenUsage(Long.MAX_VALUE / 4, Long.MAX_VALUE / 4);

  /** What Anthropic's interface counts apart, of one question. */
  private static final List<String> PARTS_OF_A_MESSAGE =
      List.of("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens");

  /** The {@code usage} of a completion, within the upper bounds {@code most}. */
  static TokenUsage of(String completion, TokenUsage most) {
    try {
      return of(Json.MAPPER.readTree(completion).path("usage"), most);
    } catch (JsonProcessingException e) {
      return most; // the parser says what is wrong with it
    }
  }

  /** What {@code completion} says, if it says numbers that make sense. */
  static Optional<TokenUsage> said(JsonNode completion) {
    TokenUsage said = of(completion.path("usage"), ENDLESS);
    boolean sensible =
        said.promptTokens < ENDLESS.promptTokens && said.answerTokens < ENDLESS.answerTokens;
    return sensible ? Optional.of(said) : Optional.empty();
  }

  private static TokenUsage of(JsonNode usage, TokenUsage most) {
    if (usage.has("input_tokens") || usage.has("output_tokens")) {
      return ofAMessage(usage, most);
    }
    long all = most.promptTokens + most.answerTokens;
    long total = number(usage.path("total_tokens"), all);
    boolean apart = usage.has("prompt_tokens") || usage.has("completion_tokens");
    if (!apart) {
      // Answers cost more than questions wherever they have two prices.
      long answer = Math.min(total, most.answerTokens);
      return new TokenUsage(total - answer, answer);
    }
    long prompt = number(usage.path("prompt_tokens"), most.promptTokens);
    long answer = number(usage.path("completion_tokens"), most.answerTokens);
    if (usage.has("total_tokens") && total > prompt + answer) {
      // Some servers count hidden reasoning in the total alone.
      answer = Math.min(total - prompt, most.answerTokens);
    }
    return new TokenUsage(prompt, answer);
  }

  private static TokenUsage ofAMessage(JsonNode usage, TokenUsage most) {
    long prompt = 0;
    for (String name : PARTS_OF_A_MESSAGE) {
      JsonNode part = usage.path(name);
      boolean none = part.isIntegralNumber() && part.asLong(-1) == 0;
      boolean optional = part.isMissingNode() || part.isNull();
      if (!none && !(optional && !name.equals("input_tokens"))) {
        prompt = Math.min(prompt + number(part, most.promptTokens), most.promptTokens);
      }
    }
    return new TokenUsage(
        prompt == 0 ? most.promptTokens : prompt,
        number(usage.path("output_tokens"), most.answerTokens));
  }

  private static long number(JsonNode node, long most) {
    return node.isIntegralNumber() && node.canConvertToLong() && node.longValue() > 0
        ? Math.min(node.longValue(), most)
        : most;
  }
}
