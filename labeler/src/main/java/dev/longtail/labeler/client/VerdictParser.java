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
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the answer to a {@link Prompt} out of a chat completion. Only an answer in exactly the
 * requested form counts; any other answer is an abstention. Reasons: servers answer 200 and ignore
 * the schema, models stop in mid-sentence, and a command line may talk the model into anything.
 *
 * <p>Where the server may wrap its answers, one whole answer is read out of its {@link AnswerText
 * wrapping}. Prose beside it, a second answer, an error or a call of a tool beside it, another
 * model's name, a verdict before its reasons, and reasons that say nothing or the opposite are
 * abstentions everywhere.
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

  /** How an answer begins that is a refusal in the form of an answer. */
  private static final Pattern REFUSAL =
      Pattern.compile(
          "(?i)[\\s\"\u201c]*(?:unfortunately,?\\s+)?(?:i(?:'m| am) (?:sorry|unable|not able)"
              + "|sorry\\b|i (?:can(?:no|')?t|won't|will not)\\b|(?:as an? )?ai (?:language"
              + " )?model\\b|as an? (?:large )?language model\\b|unable to"
              + " (?:help|assist|comply)).*",
          Pattern.DOTALL);

  /** What models write for an apostrophe. */
  private static final Pattern APOSTROPHE = Pattern.compile("[\u2018\u2019\u02bc\u00b4`]");

  /** What a use is called that there is none of. */
  private static final Pattern NONE =
      Pattern.compile(
          "(?i)\\s*(?:there (?:is|are) )?(?:none|no|n/?a|nothing|not applicable|unknown|no"
              + " (?:(?:known|plausible|legitimate|benign|malicious|harmless|obvious|realistic)"
              + " ){1,3}(?:use|purpose|reason)s?)(?: (?:known|whatsoever|at all|that (?:i|we)"
              + " (?:know|can think) of|(?:for|of) (?:this|it|the)(?:"
              + " (?:command|line)){0,2}))?[\\s.!]*");

  private static final Pattern LIKELY =
      Pattern.compile(
          "(?i).*\\b(?:(?:very|highly|most|almost certainly|extremely)"
              + " likely|clearly|certainly|obviously|unmistakably|definitely)\\s+(?:an?"
              + " )?(?:malicious|attack|malware|exploit).*",
          Pattern.DOTALL);

  /** Behind the name of a model: another one. */
  private static final Pattern OTHER_MODEL =
      Pattern.compile(
          "^\\.[0-9]|(?:^|[^a-z0-9])(?:mini|nano|micro|tiny|small|lite|turbo|pro|plus|max|ultra"
              + "|distill)(?:$|[^a-z0-9])");

  /** The fewest letters of a reason: less says nothing. */
  private static final int FEWEST_LETTERS = 3;

  private final String model;
  private final ProviderProfile profile;
  private final boolean wrapped;
  private final String promptVersion;

  /** For answers of {@code model}, in exactly the form that was asked for. */
  public VerdictParser(String model) {
    this(model, false);
  }

  /** For answers of {@code model}; {@code wrapped} if its server may wrap them. */
  public VerdictParser(String model, boolean wrapped) {
    this(model, ProviderProfile.PLAIN, wrapped, Prompt.VERSION);
  }

  /** For answers of {@code model} in the form of {@code profile}, to a version of the question. */
  VerdictParser(String model, ProviderProfile profile, boolean wrapped, String promptVersion) {
    this.model = model;
    this.profile = profile;
    this.wrapped = wrapped;
    this.promptVersion = promptVersion;
  }

  /**
   * An answer as read.
   *
   * @param ofTheModel whether the model that was asked gave it; else something on the way did
   */
  record Reading(LabelResult result, boolean ofTheModel) {}

  /** The verdict in {@code completion}, the body of an HTTP 200. */
  public LabelResult parse(String completion) {
    return read(completion).result();
  }

  /** As {@link #parse}, and whether it is an answer of the model at all. */
  Reading read(String completion) {
    JsonNode body;
    try {
      String text = completion.startsWith("\ufeff") ? completion.substring(1) : completion;
      body = profile.completion(STRICT.readTree(text));
    } catch (JsonProcessingException e) {
      return new Reading(abstained("schema: the response is no JSON"), false);
    }
    JsonNode choices = body.path("choices");
    boolean answers = choices.isArray() && !choices.isEmpty();
    if (isThere(body.path("error"))) {
      return new Reading(abstained("schema: an error beside the answer"), answers);
    }
    String answering = body.path("model").asText("");
    if (profile.namesItsModel() && !isSameModel(answering)) {
      return new Reading(abstained("schema: another model answered: " + answering), false);
    }
    if (!answers || choices.size() != 1) {
      return new Reading(abstained("schema: the response has no single choice"), answers);
    }
    return new Reading(choice(choices.get(0)), true);
  }

  private LabelResult choice(JsonNode choice) {
    JsonNode message = choice.path("message");
    JsonNode refusal = message.path("refusal");
    if (isThere(refusal)) {
      return abstained("refused: " + refusal.asText("in another form"));
    }
    String role = message.path("role").asText("assistant");
    if (!role.equals("assistant")) {
      return abstained("schema: the role is \"" + role + "\", not \"assistant\"");
    }
    if (isThere(message.path("tool_calls")) || isThere(message.path("function_call"))) {
      return abstained("schema: the answer calls a tool");
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
    Optional<String> text =
        wrapped
            ? AnswerText.of(content).map(AnswerText::unwrapped)
            : Optional.ofNullable(content.textValue());
    if (text.isEmpty()) {
      return abstained("schema: the message has no text");
    }
    JsonNode answer;
    try {
      answer = STRICT.readTree(text.get());
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
    if (fields.indexOf("verdict") != fields.size() - 1) {
      return abstained("schema: the verdict comes before its reasons");
    }
    return judged(answer);
  }

  private LabelResult judged(JsonNode answer) {
    String whatItDoes = answer.get("what_it_does").textValue();
    String benignUse = answer.get("benign_use").textValue();
    String maliciousUse = answer.get("malicious_use").textValue();
    if (REFUSAL.matcher(APOSTROPHE.matcher(whatItDoes).replaceAll("'")).matches()) {
      return abstained("refused: " + whatItDoes);
    }
    for (String reason : List.of(whatItDoes, benignUse, maliciousUse)) {
      if (reason.codePoints().filter(Character::isLetter).count() < FEWEST_LETTERS
          && !NONE.matcher(reason).matches()) {
        return abstained("schema: a reason says nothing");
      }
    }
    String verdict = answer.get("verdict").textValue();
    boolean contradicted =
        verdict.equals("BENIGN")
            ? NONE.matcher(benignUse).matches() || LIKELY.matcher(maliciousUse).matches()
            : NONE.matcher(maliciousUse).matches();
    if (contradicted) {
      return abstained("schema: the reasons contradict the verdict");
    }
    return switch (verdict) {
      case "BENIGN" -> new LabelResult(Verdict.BENIGN, whatItDoes, model, promptVersion);
      case "MALICIOUS" -> new LabelResult(Verdict.MALICIOUS, whatItDoes, model, promptVersion);
      default -> abstained("schema: the verdict is neither BENIGN nor MALICIOUS");
    };
  }

  private static boolean isThere(JsonNode node) {
    return !node.isMissingNode()
        && !node.isNull()
        && !(node.isContainerNode() && node.isEmpty())
        && !(node.isTextual() && node.textValue().isBlank());
  }

  /**
   * Servers name a model's version or path where they were asked by its short name, and the version
   * where they were asked for the latest. A smaller or a later model of the same family is another.
   */
  private boolean isSameModel(String answering) {
    if (answering.isBlank() || model.equals(LabelerOptions.UNKNOWN_MODEL)) {
      return true;
    }
    String asked = model.toLowerCase(Locale.ROOT).replaceFirst("[-:]latest$", "");
    String given = answering.toLowerCase(Locale.ROOT).strip();
    return names(given, asked) || names(asked, given);
  }

  /** Whether {@code name} is that of {@code model}, with its place before or its version behind. */
  private static boolean names(String name, String model) {
    for (int at = name.indexOf(model); at >= 0; at = name.indexOf(model, at + 1)) {
      String behind = name.substring(at + model.length());
      boolean whole =
          (at == 0 || !Character.isLetterOrDigit(name.charAt(at - 1)))
              && (behind.isEmpty() || !Character.isLetterOrDigit(behind.charAt(0)));
      if (whole && !OTHER_MODEL.matcher(behind).find()) {
        return true;
      }
    }
    return false;
  }

  private LabelResult abstained(String reason) {
    return LabelResult.abstained(reason, model, promptVersion);
  }
}
