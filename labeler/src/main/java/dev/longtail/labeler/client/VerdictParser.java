package dev.longtail.labeler.client;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.longtail.labeler.prompt.Prompt;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the answer to a {@link Prompt} out of a chat completion. Only an answer in exactly the
 * requested form counts; any other answer is an abstention. Reasons: servers answer 200 and ignore
 * the schema, models stop in mid-sentence, and a command line may talk the model into anything.
 */
public final class VerdictParser {
  /**
   * Rejects input that a lenient reader accepts: {@code
   * {"verdict":"MALICIOUS","verdict":"BENIGN"}}.
   */
  private static final ObjectMapper STRICT =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  static {
    STRICT
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder().maxStringLength(1 << 20).maxNestingDepth(50).build());
  }

  private final String model;

  /** For answers of {@code model}. */
  public VerdictParser(String model) {
    this.model = model;
  }

  /** The verdict in {@code completion}, the body of an HTTP 200. */
  public LabelResult parse(String completion) {
    JsonNode body;
    try {
      body = STRICT.readTree(completion);
    } catch (JsonProcessingException e) {
      return abstained("schema: the response is no JSON");
    }
    JsonNode choices = body.path("choices");
    if (!choices.isArray() || choices.size() != 1) {
      return abstained("schema: the response has no single choice");
    }
    JsonNode choice = choices.get(0);
    JsonNode message = choice.path("message");
    JsonNode refusal = message.path("refusal");
    if (refusal.isTextual() && !refusal.textValue().isBlank()) {
      return abstained("refused: " + refusal.textValue());
    }
    String finish = choice.path("finish_reason").asText("");
    return switch (finish) {
      case "stop" -> content(message.path("content"));
      case "length" -> abstained("truncated: the answer reached the token limit");
      case "content_filter" -> abstained("refused: content filter");
      default -> abstained("schema: finish_reason is \"" + finish + "\", not \"stop\"");
    };
  }

  private LabelResult content(JsonNode content) {
    if (!content.isTextual()) {
      return abstained("schema: the message has no text");
    }
    JsonNode answer;
    try {
      answer = STRICT.readTree(content.textValue());
    } catch (JsonProcessingException e) {
      return abstained("schema: the answer is no JSON");
    }
    if (!answer.isObject()) {
      return abstained("schema: the answer is no JSON object");
    }
    List<String> fields = new ArrayList<>();
    answer.fieldNames().forEachRemaining(fields::add);
    if (fields.size() != Prompt.FIELDS.size() || !fields.containsAll(Prompt.FIELDS)) {
      return abstained("schema: the answer's fields are not those asked for");
    }
    for (String field : Prompt.FIELDS) {
      if (!answer.get(field).isTextual() || answer.get(field).textValue().isBlank()) {
        return abstained("schema: field " + field + " is empty or no text");
      }
    }
    String whatItDoes = answer.get("what_it_does").textValue();
    return switch (answer.get("verdict").textValue()) {
      case "BENIGN" -> new LabelResult(Verdict.BENIGN, whatItDoes, model, Prompt.VERSION);
      case "MALICIOUS" -> new LabelResult(Verdict.MALICIOUS, whatItDoes, model, Prompt.VERSION);
      default -> abstained("schema: the verdict is neither BENIGN nor MALICIOUS");
    };
  }

  private LabelResult abstained(String reason) {
    return LabelResult.abstained(reason, model, Prompt.VERSION);
  }
}
