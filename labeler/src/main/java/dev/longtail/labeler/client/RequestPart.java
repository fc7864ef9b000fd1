package dev.longtail.labeler.client;

import java.util.List;
import java.util.Locale;

/** A part of a request that some servers and models do not take. */
enum RequestPart {
  /** How many tokens the answer may take; there are two names for it. */
  LIMIT("max_tokens", "max_completion_tokens"),
  /** Temperature 0, so that answers can be repeated; models that reason refuse it. */
  TEMPERATURE("temperature"),
  /** A fixed seed, for the same reason. */
  SEED("seed"),
  /** The switch for thinking, under the names that it has at the providers. */
  THINKING("reasoning_effort", "chat_template_kwargs", "enable_thinking", "think", "thinking"),
  /** The schema of the answer. */
  SCHEMA(
      "response_format",
      "json_schema",
      "json schema",
      "output_config",
      "structured output",
      "structured outputs",
      "grammar"),
  /** JSON without a schema: what is asked for where schemas are not known. */
  JSON("json_object", "response_format");

  @SuppressWarnings("ImmutableEnumChecker") // List.of cannot be changed
  private final List<String> names;

  RequestPart(String... names) {
    this.names = List.of(names);
  }

  /** Whether {@code text}, in lower case, names it as a word of its own. */
  boolean isNamedIn(String text) {
    return names.stream().anyMatch(name -> hasWord(text, name));
  }

  private static boolean hasWord(String text, String word) {
    for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
      int end = at + word.length();
      if ((at == 0 || !isOfAName(text.charAt(at - 1)))
          && (end == text.length() || !isOfAName(text.charAt(end)))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOfAName(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '-';
  }

  /** Its name for people. */
  String words() {
    return name().toLowerCase(Locale.ROOT);
  }
}
