package dev.longtail.labeler.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * The text of an answer without what servers wrap around one whole answer: content parts, a byte
 * order mark, thoughts before it, a code fence. Anything else beside the answer stays, and then no
 * reader takes it for one.
 */
final class AnswerText {
  private static final String FENCE = "```";
  private static final String THINK = "<think>";
  private static final String THOUGHT = "</think>";

  private AnswerText() {}

  /** The text of a message's content; empty if it is neither a text nor parts that are texts. */
  static Optional<String> of(JsonNode content) {
    if (content.isTextual()) {
      return Optional.of(content.textValue());
    }
    if (!content.isArray() || content.isEmpty()) {
      return Optional.empty();
    }
    StringBuilder text = new StringBuilder();
    for (JsonNode part : content) {
      boolean isText = part.path("type").asText().equals("text") && part.path("text").isTextual();
      if (!isText) {
        return Optional.empty();
      }
      text.append(part.get("text").textValue());
    }
    return Optional.of(text.toString());
  }

  /** The text without its wrappings, each at most once and from the outside inwards. */
  static String unwrapped(String text) {
    String inner = text.strip();
    if (inner.startsWith("\ufeff")) {
      inner = inner.substring(1).strip();
    }
    if (inner.startsWith(THINK)) {
      int end = inner.indexOf(THOUGHT);
      // Thoughts that quote another end could hide an answer: then nothing is taken off.
      if (end > 0 && inner.indexOf(THOUGHT, end + 1) < 0) {
        inner = inner.substring(end + THOUGHT.length()).strip();
      }
    }
    if (inner.startsWith(FENCE) && inner.endsWith(FENCE) && inner.length() > 2 * FENCE.length()) {
      String fenced = inner.substring(FENCE.length(), inner.length() - FENCE.length());
      int line = fenced.indexOf('\n');
      String language = line < 0 ? "" : fenced.substring(0, line).strip();
      if (!fenced.contains(FENCE) && (language.isEmpty() || language.equalsIgnoreCase("json"))) {
        inner = line < 0 ? fenced.strip() : fenced.substring(line).strip();
      }
    }
    return inner;
  }
}
