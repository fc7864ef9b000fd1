package dev.longtail.labeler.client;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * How a provider wants a model's limits written. A request with the wrong ones is refused (HTTP
 * 400), so a model that nobody tried needs the right profile, not a guess.
 */
public enum ProviderProfile {
  /**
   * Ollama, llama.cpp, vLLM and OpenAI's models that do not reason: {@code max_tokens}, and
   * temperature 0 so that an answer can be repeated.
   */
  PLAIN(1_000) {
    @Override
    void writeLimits(ObjectNode request) {
      request.put("max_tokens", maxAnswerTokens()).put("temperature", 0).put("seed", 1);
    }
  },

  /**
   * OpenAI's reasoning models: {@code max_completion_tokens}, which includes the hidden reasoning,
   * and {@code reasoning_effort}; they refuse a temperature.
   */
  OPENAI_REASONING(6_000) {
    @Override
    void writeLimits(ObjectNode request) {
      request.put("max_completion_tokens", maxAnswerTokens()).put("reasoning_effort", "medium");
    }
  };

  private final int maxAnswerTokens;

  ProviderProfile(int maxAnswerTokens) {
    this.maxAnswerTokens = maxAnswerTokens;
  }

  /** Tokens the answer may take; an answer that needs more is cut off and thus abstained. */
  public int maxAnswerTokens() {
    return maxAnswerTokens;
  }

  abstract void writeLimits(ObjectNode request);
}
