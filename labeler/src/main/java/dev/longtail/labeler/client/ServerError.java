package dev.longtail.labeler.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.udfs.io.Json;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a server says about a request that it did not serve, in whichever form: {@code error} as an
 * object (OpenAI, Azure, Anthropic, llama.cpp) or as a text (Ollama), {@code message} (vLLM's
 * earlier form), {@code detail} (FastAPI). All is empty where it says nothing.
 *
 * @param code its code; else its type
 * @param type its type
 * @param param the part of the request that it is about
 * @param message for people
 */
record ServerError(String code, String type, String param, String message) {
  private static final ServerError NOTHING = new ServerError("", "", "", "");

  /**
   * Money or credit is used up: no request will be served until somebody pays.
   *
   * <p>OpenAI: help.openai.com article 6614457; Anthropic: {@code billing_error} (402), {@code
   * enforced_spend_limit_reached}.
   */
  private static final Set<String> UNPAID =
      Set.of(
          "insufficient_quota",
          "credit_balance_exhausted",
          "organization_spend_limit_exceeded",
          "project_spend_limit_exceeded",
          "organization_usage_limit_exceeded",
          "billing_hard_limit_reached",
          "billing_not_active",
          "billing_error",
          "enforced_spend_limit_reached");

  /** Anthropic says it in words alone, with status 400 (anthropics/claude-code issue 38035). */
  private static final Pattern UNPAID_WORDS =
      Pattern.compile(
          "credit balance is too low|specified api usage limits|exceeded your current quota"
              + "|insufficient (?:balance|credits)|billing hard limit");

  /** The text of the question is refused, whoever sends it. */
  private static final Set<String> OF_THE_TEXT =
      Set.of(
          "content_filter",
          "content_policy_violation",
          "responsibleaipolicyviolation",
          "context_length_exceeded",
          "string_above_max_length");

  private static final Pattern OF_THE_TEXT_WORDS =
      Pattern.compile(
          "content (?:management |filtering )?policy|maximum context length"
              + "|prompt is too long|exceeds? the (?:available )?context (?:size|length|window)"
              + "|input (?:is|was) too long");

  /** What {@code body} says. */
  static ServerError in(String body) {
    try {
      return in(Json.MAPPER.readTree(body));
    } catch (JsonProcessingException e) {
      return NOTHING;
    }
  }

  private static ServerError in(JsonNode body) {
    JsonNode error = body.path("error");
    if (error.isTextual()) {
      return new ServerError("", "", "", error.textValue());
    }
    if (error.isObject()) {
      String type = error.path("type").asText("");
      JsonNode inner = error.path("details").path("error_code");
      String code =
          inner.isTextual() ? inner.textValue() : text(error.path("code"), text(inner, type));
      return new ServerError(
          code.toLowerCase(Locale.ROOT),
          type.toLowerCase(Locale.ROOT),
          text(error.path("param"), ""),
          error.path("message").asText(""));
    }
    JsonNode detail = body.path("detail");
    if (!detail.isMissingNode() && !detail.isNull()) {
      return new ServerError(
          "", "", "", detail.isTextual() ? detail.textValue() : detail.toString());
    }
    return new ServerError(
        body.path("code").asText("").toLowerCase(Locale.ROOT),
        body.path("type").asText("").toLowerCase(Locale.ROOT),
        text(body.path("param"), ""),
        body.path("message").asText(""));
  }

  private static String text(JsonNode node, String otherwise) {
    return node.isTextual() && !node.textValue().isBlank() ? node.textValue() : otherwise;
  }

  /** The same without the text for people. */
  ServerError withoutMessage() {
    return new ServerError(code, type, param, "");
  }

  /** Whether the account has no money left; another try costs nothing and serves nothing. */
  boolean isUnpaid(int status) {
    return status == 402
        || UNPAID.contains(code)
        || UNPAID.contains(type)
        || UNPAID_WORDS.matcher(message.toLowerCase(Locale.ROOT)).find();
  }

  /** Whether it is this very text that is refused. */
  boolean isOfTheText() {
    return OF_THE_TEXT.contains(code)
        || OF_THE_TEXT_WORDS.matcher(message.toLowerCase(Locale.ROOT)).find();
  }
}
