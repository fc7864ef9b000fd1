package dev.longtail.labeler.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.longtail.udfs.io.JsonLines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * How many answers of real models are one JSON object, bare and out of their wrapping: the figures
 * of docs/concepts/labels-and-admission.md. Skipped without the answers.
 */
class RecordedAnswersTest {
  private static final ObjectMapper STRICT =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  @Test
  void moreAnswersAreReadOutOfTheirWrapping() {
    Path file = Path.of("../../shared/data/labeler/aegish_llm_answers.jsonl.gz");
    assumeTrue(Files.exists(file), "no recorded answers beside the checkout");
    List<String> answers = new ArrayList<>();
    JsonLines.forEach(file, (record, where) -> answers.add(record.path("raw").asText("")));

    assertThat(answers).hasSize(6_117);
    assertThat(answers.stream().filter(RecordedAnswersTest::isObject)).hasSize(2_292);
    assertThat(answers.stream().map(AnswerText::unwrapped).filter(RecordedAnswersTest::isObject))
        .hasSize(4_284);
  }

  private static boolean isObject(String text) {
    try {
      return STRICT.readTree(text).isObject();
    } catch (JsonProcessingException e) {
      return false;
    }
  }
}
