package dev.longtail.labeler.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.longtail.labeler.prompt.Prompt;
import dev.longtail.udfs.io.Json;

/**
 * The form of Anthropic's Messages API (platform.claude.com, API reference, "Create a message"):
 * how a question is put, and its answer as a chat completion, so that one reader judges both.
 */
final class AnthropicMessages {
  /** The only version there is. */
  static final String VERSION = "2023-06-01";

  private AnthropicMessages() {}

  static ObjectNode request(String model, Prompt prompt, RequestForm form) {
    ObjectNode request =
        Json.MAPPER
            .createObjectNode()
            .put("model", model)
            .put("max_tokens", form.maxAnswerTokens())
            .put("system", prompt.system());
    request.putArray("messages").addObject().put("role", "user").put("content", prompt.user());
    if (form.has(RequestPart.TEMPERATURE)) {
      request.put("temperature", 0);
    }
    if (form.has(RequestPart.SCHEMA)) {
      request
          .putObject("output_config")
          .putObject("format")
          .put("type", "json_schema")
          .set("schema", Prompt.responseFormat().at("/json_schema/schema"));
    }
    return request;
  }

  /**
   * A message as a completion with one choice. Thoughts are left out; any other part that is no
   * text stays, and then no reader takes the whole for an answer. What is no message stays as it
   * is.
   */
  static JsonNode completion(JsonNode message) {
    if (!message.path("type").asText().equals("message")) {
      return message;
    }
    ObjectNode completion = Json.MAPPER.createObjectNode();
    completion.set("model", message.path("model"));
    if (message.has("error")) {
      completion.set("error", message.get("error"));
    }
    ObjectNode choice = completion.putArray("choices").addObject();
    choice.put("finish_reason", finishReason(message.path("stop_reason").asText("")));
    ObjectNode answer = choice.putObject("message");
    answer.put("role", message.path("role").asText(""));
    JsonNode content = message.path("content");
    if (!content.isArray()) {
      answer.set("content", content);
      return completion;
    }
    ArrayNode parts = answer.putArray("content");
    for (JsonNode part : content) {
      String type = part.path("type").asText();
      if (!type.equals("thinking") && !type.equals("redacted_thinking")) {
        parts.add(part);
      }
    }
    return completion;
  }

  private static String finishReason(String stopReason) {
    return switch (stopReason) {
      case "end_turn" -> "stop";
      case "max_tokens", "model_context_window_exceeded" -> "length";
      case "refusal" -> "content_filter";
      default -> stopReason;
    };
  }
}
