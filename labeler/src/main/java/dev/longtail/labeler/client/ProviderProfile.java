package dev.longtail.labeler.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.longtail.labeler.prompt.Prompt;
import dev.longtail.udfs.io.Json;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * How a provider is asked: its address, its header for the key, the names of its parameters, and
 * whether its answers may come wrapped. What a server or model of it does not take is found out by
 * asking ({@link RequestForm}): a profile is where to begin.
 */
public enum ProviderProfile {
  /**
   * Any server that speaks OpenAI's chat completions and of which nothing else is known: {@code
   * max_tokens}, and temperature 0 so that answers can be repeated.
   */
  PLAIN("max_tokens", ProviderProfile.TOKENS, true, Parts.USUAL),

  /**
   * OpenAI's models that do not reason. {@code max_tokens} is deprecated there, so it is {@code
   * max_completion_tokens}.
   */
  OPENAI("max_completion_tokens", ProviderProfile.TOKENS, false, Parts.USUAL),

  /**
   * OpenAI's reasoning models: {@code max_completion_tokens}, which includes the hidden reasoning,
   * and {@code reasoning_effort}. These models refuse a temperature.
   */
  OPENAI_REASONING(
      "max_completion_tokens",
      ProviderProfile.REASONING_TOKENS,
      false,
      EnumSet.of(RequestPart.LIMIT, RequestPart.THINKING, RequestPart.SCHEMA, RequestPart.JSON)) {
    @Override
    void switchThinking(ObjectNode request) {
      request.put("reasoning_effort", "medium");
    }
  },

  /**
   * Azure OpenAI: the deployment stands in the address, which has an {@code api-version}, and the
   * key goes into {@code api-key}. Its answers name the model behind the deployment.
   */
  AZURE("max_tokens", ProviderProfile.TOKENS, false, Parts.USUAL) {
    @Override
    Map<String, String> headers(ApiKey key) {
      return Map.of("api-key", key.secret());
    }

    @Override
    String chat(Endpoint endpoint, String model) {
      return endpoint.azureChat(model);
    }

    @Override
    boolean namesItsModel() {
      return false;
    }
  },

  /**
   * Ollama. {@code reasoning_effort: none} switches thinking off: {@code think} is not read by its
   * chat completions (ollama/ollama issue 14820).
   */
  OLLAMA("max_tokens", ProviderProfile.TOKENS, true, Parts.WITH_THINKING) {
    @Override
    void switchThinking(ObjectNode request) {
      request.put("reasoning_effort", "none");
    }
  },

  /** vLLM: {@code response_format} as OpenAI; {@code guided_json} is gone since 0.12. */
  VLLM("max_tokens", ProviderProfile.TOKENS, true, Parts.WITH_THINKING) {
    @Override
    void switchThinking(ObjectNode request) {
      request.putObject("chat_template_kwargs").put("enable_thinking", false);
    }
  },

  /** llama.cpp's server: as vLLM (ggml-org/llama.cpp, tools/server). */
  LLAMACPP("max_tokens", ProviderProfile.TOKENS, true, Parts.WITH_THINKING) {
    @Override
    void switchThinking(ObjectNode request) {
      request.putObject("chat_template_kwargs").put("enable_thinking", false);
    }
  },

  /**
   * Anthropic's messages: the system prompt stands apart, the answer consists of parts, the schema
   * is in {@code output_config}. It thinks only where asked to.
   */
  ANTHROPIC_COMPATIBLE(
      "max_tokens",
      ProviderProfile.TOKENS,
      true,
      EnumSet.of(RequestPart.TEMPERATURE, RequestPart.SCHEMA)) {
    @Override
    Map<String, String> headers(ApiKey key) {
      return Map.of("x-api-key", key.secret());
    }

    @Override
    Map<String, String> headers() {
      return Map.of("anthropic-version", AnthropicMessages.VERSION);
    }

    @Override
    String chat(Endpoint endpoint, String model) {
      return endpoint.messages();
    }

    @Override
    ObjectNode request(String model, Prompt prompt, RequestForm form) {
      return AnthropicMessages.request(model, prompt, form);
    }

    @Override
    JsonNode completion(JsonNode answer) {
      return AnthropicMessages.completion(answer);
    }
  };

  /** Tokens of an answer of a model that answers at once. */
  static final int TOKENS = 1_000;

  /** Tokens of an answer and of the reasoning before it. */
  static final int REASONING_TOKENS = 6_000;

  /** Parts of a request that several profiles share. */
  private static final class Parts {
    static final Set<RequestPart> USUAL =
        EnumSet.of(
            RequestPart.LIMIT,
            RequestPart.TEMPERATURE,
            RequestPart.SEED,
            RequestPart.SCHEMA,
            RequestPart.JSON);
    static final Set<RequestPart> WITH_THINKING = EnumSet.allOf(RequestPart.class);
  }

  private final String limitName;
  private final int maxAnswerTokens;
  private final boolean mayWrap;

  @SuppressWarnings("ImmutableEnumChecker") // nobody changes it
  private final Set<RequestPart> parts;

  ProviderProfile(String limitName, int maxAnswerTokens, boolean mayWrap, Set<RequestPart> parts) {
    this.limitName = limitName;
    this.maxAnswerTokens = maxAnswerTokens;
    this.mayWrap = mayWrap;
    this.parts = parts;
  }

  /** Tokens the answer may take; a longer answer is cut off and thus abstained. */
  public int maxAnswerTokens() {
    return maxAnswerTokens;
  }

  /**
   * Whether its servers may wrap an answer that they were asked to give bare: local models put
   * thoughts before it, Anthropic's put it into parts and code fences.
   */
  public boolean mayWrap() {
    return mayWrap;
  }

  /** The first name to try for the limit of tokens. */
  public String limitName() {
    return limitName;
  }

  /** What its requests hold besides model, messages and a limit. */
  Set<RequestPart> parts() {
    return parts;
  }

  /** Whether its answers name the model that was asked for. */
  boolean namesItsModel() {
    return true;
  }

  /** The headers that carry the key. */
  Map<String, String> headers(ApiKey key) {
    return Map.of("Authorization", key.authorization());
  }

  /** Headers of every request. */
  Map<String, String> headers() {
    return Map.of();
  }

  /** The address to ask. */
  String chat(Endpoint endpoint, String model) {
    return endpoint.chat();
  }

  /** Writes how much the model shall think. */
  void switchThinking(ObjectNode request) {}

  /** A request. */
  ObjectNode request(String model, Prompt prompt, RequestForm form) {
    ObjectNode request = Json.MAPPER.createObjectNode().put("model", model);
    ArrayNode messages = request.putArray("messages");
    messages.addObject().put("role", "system").put("content", prompt.system());
    messages.addObject().put("role", "user").put("content", prompt.user());
    request.put(form.limitName(), form.maxAnswerTokens());
    if (form.has(RequestPart.TEMPERATURE)) {
      request.put("temperature", 0);
    }
    if (form.has(RequestPart.SEED)) {
      request.put("seed", 1);
    }
    if (form.has(RequestPart.THINKING)) {
      switchThinking(request);
    }
    if (form.has(RequestPart.SCHEMA)) {
      request.set("response_format", Prompt.responseFormat());
    } else if (form.has(RequestPart.JSON)) {
      request.putObject("response_format").put("type", "json_object");
    }
    return request;
  }

  /** The answer as a chat completion. */
  JsonNode completion(JsonNode answer) {
    return answer;
  }
}
