package dev.longtail.labeler.client;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The form in which a provider wants a model's limits. A provider refuses a request in the wrong
 * form (HTTP 400), so a new model needs the right profile.
 */
public enum ProviderProfile {
  /**
   * Ollama, llama.cpp, vLLM and OpenAI's models that do not reason: {@code max_tokens}, and
   * temperature 0 so that answers can be repeated.
   */
  PLAIN(1_000) {
    @Override
    boolean mayWrap() {
      return true;
    }

    @Override
    void writeLimits(ObjectNode request) {
      request.put("max_tokens", maxAnswerTokens()).put("temperature", 0).put("seed", 1);
    }
  },

  /**
   * OpenAI's reasoning models: {@code max_completion_tokens}, which includes the hidden reasoning,
   * and {@code reasoning_effort}. These models refuse a temperature.
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

  /** Tokens the answer may take; a longer answer is cut off and thus abstained. */
  public int maxAnswerTokens() {
    return maxAnswerTokens;
  }

  /** Whether its servers may wrap an answer that they were asked to give bare. */
  boolean mayWrap() {
    return false;
  }

  abstract void writeLimits(ObjectNode request);
}
