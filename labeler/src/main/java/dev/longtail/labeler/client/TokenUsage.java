package dev.longtail.labeler.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.udfs.io.Json;

/**
 * What a server says an answer has used. A server may say anything: a number that is missing, below
 * 1 or no whole number is replaced by the upper bound, and a greater one too, so that no answer can
 * make a budget endless, nor end it.
 *
 * @param promptTokens tokens of the question, at most its upper bound
 * @param answerTokens tokens of the answer, likewise
 */
record TokenUsage(long promptTokens, long answerTokens) {
  /** The {@code usage} of a completion, within the upper bounds {@code most}. */
  static TokenUsage of(String completion, TokenUsage most) {
    JsonNode usage;
    try {
      usage = Json.MAPPER.readTree(completion).path("usage");
    } catch (JsonProcessingException e) {
      return most; // the parser says what is wrong with it
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

  private static long number(JsonNode node, long most) {
    return node.isIntegralNumber() && node.canConvertToLong() && node.longValue() > 0
        ? Math.min(node.longValue(), most)
        : most;
  }
}
