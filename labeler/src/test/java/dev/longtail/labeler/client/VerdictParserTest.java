package dev.longtail.labeler.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.longtail.labeler.prompt.Prompt;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerdictParserTest {
  private final VerdictParser parser = new VerdictParser("m");

  private LabelResult content(String content) {
    return parser.parse(FakeOpenAi.completion(content, "stop"));
  }

  @Test
  void readsTheAnswerAsAskedFor() {
    assertThat(content(FakeOpenAi.answer("BENIGN")))
        .isEqualTo(new LabelResult(Verdict.BENIGN, "lists files", "m", Prompt.VERSION));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BENIGN",
        "\"BENIGN\"",
        "```json\n{}\n```",
        "{\"verdict\":\"BENIGN\"}",
        "{\"what_it_does\":\"a\",\"benign_use\":\"b\",\"malicious_use\":\"c\",\"verdict\":\"benign\"}",
        "{\"what_it_does\":\"a\",\"benign_use\":\"b\",\"malicious_use\":\"c\",\"verdict\":true}",
        "{\"what_it_does\":\"\",\"benign_use\":\"b\",\"malicious_use\":\"c\",\"verdict\":\"BENIGN\"}",
        "{\"what_it_does\":\"a\",\"benign_use\":\"b\",\"malicious_use\":\"c\",\"verdict\":\"BENIGN\",\"x\":1}",
        "{\"what_it_does\":\"a\",\"benign_use\":\"b\",\"malicious_use\":\"c\",\"verdict\":\"MALICIOUS\",\"verdict\":\"BENIGN\"}",
        "{\"what_it_does\":\"a\",\"benign_use\":\"b\",\"malicious_use\":\"c\",\"verdict\":\"BENIGN\"}"
            + " and more",
        "{\"what_it_does\":\"a\",\"benign_use\":\"b\",\"malicious_use\":\"c\",\"verdict\":\"BENIGN\"}{}",
        "{\"what_it_does\":\"a\",\"benign_use\":\"b\",\"malicious_use\":\"c\",\"verdict\":\"BENIGN"
      })
  void whatIsNotExactlyAsAskedForIsNoVerdict(String content) {
    LabelResult result = content(content);
    assertThat(result.verdict()).isEqualTo(Verdict.ABSTAINED);
    assertThat(result.reason()).startsWith("schema: ");
  }

  private static String answer(String does, String benign, String malicious, String verdict) {
    ObjectNode answer = Json.MAPPER.createObjectNode();
    answer.put("what_it_does", does).put("benign_use", benign);
    return answer.put("malicious_use", malicious).put("verdict", verdict).toString();
  }

  private static final String GOOD = FakeOpenAi.answer("BENIGN");

  static List<String> wrapped() {
    return List.of(
        "```json\n" + GOOD + "\n```",
        "```\n" + GOOD + "\n```",
        "\ufeff" + GOOD,
        "<think>It lists files. \"verdict\": \"MALICIOUS\"?</think>\n\n" + GOOD,
        "\ufeff<think>\n</think>\n```JSON\n" + GOOD + "```\n");
  }

  /** One whole answer, whatever is wrapped around it; a strict server has no reason to wrap it. */
  @ParameterizedTest
  @MethodSource("wrapped")
  void readsAnAnswerOutOfItsWrapping(String content) {
    String completion = FakeOpenAi.completion(content, "stop");
    assertThat(new VerdictParser("m", true).parse(completion).verdict()).isEqualTo(Verdict.BENIGN);
    assertThat(parser.parse(completion).verdict()).isEqualTo(Verdict.ABSTAINED);
  }

  static List<String> unsafe() {
    return List.of(
        "Here it is: " + GOOD,
        GOOD + "\nI hope this helps.",
        "```json\n" + GOOD + "\n```\nDone.",
        "```json\n" + GOOD + "\n```\n```json\n" + GOOD + "\n```",
        GOOD + GOOD,
        "<think>" + GOOD,
        "<think>a</think>" + FakeOpenAi.answer("MALICIOUS") + "</think>" + GOOD,
        "```python\n" + GOOD + "\n```",
        "[" + GOOD + "]");
  }

  @ParameterizedTest
  @MethodSource("unsafe")
  void whatStandsBesideAnAnswerIsNoWrapping(String content) {
    LabelResult result = new VerdictParser("m", true).parse(FakeOpenAi.completion(content, "stop"));
    assertThat(result.verdict()).isEqualTo(Verdict.ABSTAINED);
  }

  @Test
  void contentPartsAreReadWhereServersWrap() {
    ObjectNode body = completion();
    ArrayNode parts = message(body).putArray("content");
    parts.addObject().put("type", "text").put("text", GOOD);
    assertThat(new VerdictParser("m", true).parse(body.toString()).verdict())
        .isEqualTo(Verdict.BENIGN);
    assertThat(parser.parse(body.toString()).verdict()).isEqualTo(Verdict.ABSTAINED);
    parts.addObject().put("type", "image_url");
    assertThat(new VerdictParser("m", true).parse(body.toString()).verdict())
        .isEqualTo(Verdict.ABSTAINED);
  }

  @Test
  void whatComesBesideAnAnswerTakesItAway() {
    List<Consumer<ObjectNode>> besides =
        List.of(
            body -> body.putObject("error").put("message", "overloaded"),
            body -> body.put("model", "another"),
            body -> message(body).put("role", "user"),
            body -> message(body).putArray("tool_calls").addObject().put("type", "function"),
            body -> message(body).putObject("function_call").put("name", "f"),
            body -> message(body).putObject("refusal").put("reason", "policy"));
    for (Consumer<ObjectNode> beside : besides) {
      ObjectNode body = completion();
      assertThat(parser.parse(body.toString()).verdict()).isEqualTo(Verdict.BENIGN);
      beside.accept(body);
      assertThat(parser.parse(body.toString()).verdict()).isEqualTo(Verdict.ABSTAINED);
    }
    ObjectNode usual = completion().putNull("error").put("model", "org/m-2025-01-01");
    message(usual).putNull("refusal").putArray("tool_calls");
    assertThat(parser.parse(usual.toString()).verdict()).isEqualTo(Verdict.BENIGN);
  }

  private static ObjectNode completion() {
    try {
      return (ObjectNode) Json.MAPPER.readTree(FakeOpenAi.completion(GOOD, "stop"));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static ObjectNode message(ObjectNode body) {
    return (ObjectNode) body.get("choices").get(0).get("message");
  }

  @Test
  void reasonsMustSayWhatTheVerdictSays() {
    assertThat(content(answer("lists files", "none", "hides", "BENIGN")).reason())
        .isEqualTo("schema: the reasons contradict the verdict");
    for (String none :
        List.of(
            "None known.",
            "There is no legitimate use for this command.",
            "No plausible benign purpose",
            "There are no benign uses that I know of.",
            "none whatsoever")) {
      assertThat(content(answer("dumps memory", none, "theft", "BENIGN")).reason())
          .as(none)
          .isEqualTo("schema: the reasons contradict the verdict");
    }
    for (String some : List.of("No harm: it lists files", "Nothing but listing files")) {
      assertThat(content(answer("lists files", some, "theft", "BENIGN")).verdict())
          .as(some)
          .isEqualTo(Verdict.BENIGN);
    }
    assertThat(content(answer("lists files", "work", "very likely malicious", "BENIGN")).verdict())
        .isEqualTo(Verdict.ABSTAINED);
    assertThat(content(answer("lists files", "work", "None.", "MALICIOUS")).verdict())
        .isEqualTo(Verdict.ABSTAINED);
    assertThat(content(answer("lists files", "work", "none", "BENIGN")).verdict())
        .isEqualTo(Verdict.BENIGN);
    assertThat(content(answer("sends a shell", "none", "a reverse shell", "MALICIOUS")).verdict())
        .isEqualTo(Verdict.MALICIOUS);
    assertThat(content(answer(".", "work", "none", "BENIGN")).reason())
        .isEqualTo("schema: a reason says nothing");
    assertThat(content(answer("I'm sorry, but I cannot help.", "work", "none", "BENIGN")).reason())
        .startsWith("refused: ");
    assertThat(
            content(
                    "{\"verdict\":\"BENIGN\",\"what_it_does\":\"lists\","
                        + "\"benign_use\":\"work\",\"malicious_use\":\"none\"}")
                .reason())
        .isEqualTo("schema: the verdict comes before its reasons");
  }

  @Test
  void severalChoicesAreNoVerdict() {
    String one = FakeOpenAi.completion(FakeOpenAi.answer("BENIGN"), "stop");
    String choice = one.substring(one.indexOf("[{") + 1, one.lastIndexOf("]"));
    assertThat(parser.parse("{\"choices\":[" + choice + "," + choice + "]}").reason())
        .isEqualTo("schema: the response has no single choice");
  }

  /** Models write the typographic apostrophe as often as the other. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "I’m sorry, but I can’t help with that.",
        "I can’t assist with this request.",
        "I won’t judge this.",
        "I’m unable to judge this line.",
        "As a large language model, I have no opinion.",
        "Unfortunately, I cannot help with this."
      })
  void aRefusalInTheFieldsIsNoVerdict(String said) {
    for (String field : List.of(said, said + " lists files")) {
      LabelResult result = content(answer(field, "looking around", "looking around", "BENIGN"));
      assertThat(result.verdict()).as(field).isEqualTo(Verdict.ABSTAINED);
      assertThat(result.reason()).startsWith("refused: ");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "gpt-4o, gpt-4o-2024-08-06, true",
    "gpt-4o, gpt-4o-mini, false",
    "gpt-4o, gpt-4o-mini-2024-07-18, false",
    "gpt-4o-mini, gpt-4o, false",
    "gpt-4.1, gpt-4.1-nano-2025-04-14, false",
    "qwen2.5:7b, qwen2.5:72b, false",
    "qwen2.5:7b, qwen2.5:7b-instruct-q4_K_M, true",
    "llama3:latest, llama3, true",
    "llama3, llama3:latest, true",
    "llama-3-8b, /models/llama-3-8b-instruct.Q4_K_M.gguf, true",
    "meta-llama/Llama-3.1-8B-Instruct, Llama-3.1-8B-Instruct, true",
    "claude-3-5-haiku-latest, claude-3-5-haiku-20241022, true",
    "judge, j, false",
    "judge, misjudge, false",
    "o1, gpt-4o1, false"
  })
  void theModelThatAnswersIsTheOneThatWasAsked(String asked, String answering, boolean same) {
    String completion =
        FakeOpenAi.completion(GOOD, "stop")
            .replaceFirst("\\{", "{\"model\":\"" + answering + "\",");
    assertThat(new VerdictParser(asked).parse(completion).verdict())
        .isEqualTo(same ? Verdict.BENIGN : Verdict.ABSTAINED);
  }

  @Test
  void aRefusalIsNoVerdictEvenBesideAnAnswer() {
    String body =
        FakeOpenAi.completion(FakeOpenAi.answer("BENIGN"), "stop")
            .replace("\"role\"", "\"refusal\":\"I cannot help\",\"role\"");
    assertThat(parser.parse(body).reason()).isEqualTo("refused: I cannot help");
  }

  @ParameterizedTest
  @ValueSource(strings = {"length", "content_filter", "tool_calls", ""})
  void onlyAFinishedAnswerCounts(String finish) {
    LabelResult result = parser.parse(FakeOpenAi.completion(FakeOpenAi.answer("BENIGN"), finish));
    assertThat(result.verdict()).isEqualTo(Verdict.ABSTAINED);
  }

  @Property(tries = 500)
  void noTextWhateverMakesItThrowOrJudge(Any any) {
    String text = any.text();
    assertThat(parser.parse(text).verdict()).isEqualTo(Verdict.ABSTAINED);
    assertThat(content(text).verdict()).isEqualTo(Verdict.ABSTAINED);
  }
}
