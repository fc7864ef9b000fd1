package dev.longtail.labeler.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.labeler.prompt.Prompt;
import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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

  @Test
  void severalChoicesAreNoVerdict() {
    String one = FakeOpenAi.completion(FakeOpenAi.answer("BENIGN"), "stop");
    String choice = one.substring(one.indexOf("[{") + 1, one.lastIndexOf("]"));
    assertThat(parser.parse("{\"choices\":[" + choice + "," + choice + "]}").reason())
        .isEqualTo("schema: the response has no single choice");
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
