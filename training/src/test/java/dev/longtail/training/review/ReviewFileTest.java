package dev.longtail.training.review;

import static dev.longtail.training.review.Samples.ADMITTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReviewFileTest {
  private static final ReviewSample SAMPLE = ReviewSample.draw(Samples.lines(ADMITTED, 9), 3, 1);

  @TempDir private Path folder;

  private static String decision(int item) {
    return "{\"sample\":\"%s\",\"item\":\"%s\",\"decision\":\"benign\",\"reviewer\":\"ann\",\"at\":\"2026-01-05T12:00:0%dZ\",\"verdict_shown\":false}\n"
        .formatted(SAMPLE.id(), SAMPLE.items().get(item).item(), item);
  }

  private ReviewRecords read(String... lines) throws IOException {
    Path file = Files.writeString(folder.resolve("r.jsonl"), String.join("", lines));
    return ReviewFile.read(List.of(file), SAMPLE);
  }

  @Test
  void readsWhatThePageExports() throws IOException {
    ReviewRecords records = read(decision(0), "\n", decision(2));
    assertThat(records.all()).hasSize(2).allMatch(each -> each.opinion() == Opinion.BENIGN);
    assertThat(records.byReviewer()).containsOnlyKeys("ann");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "decision":"benign" | "decision":"fine"    | field "decision" is "fine"; it must be one of [benign, malicious, unsure]
          "decision":"benign" | "decision":null      | field "decision" is missing or no text
          "reviewer":"ann"    | "reviewer":" "       | field "reviewer" is empty
          2026-01-05T12:00:01Z | yesterday           | field "at" is "yesterday", which is no time
          "item":"            | "item":"x            | which the sample does not have
          "sample":"          | "sample":"other      | score reviews with the sample that they are of
          "verdict_shown":false | "verdict_shown":3  | field "verdict_shown" is missing or neither
          {                   | [                    | r.jsonl:2: not
          """)
  void whatCannotBeUsedIsNamedWithItsPlace(String was, String is, String message) {
    assertThatThrownBy(() -> read(decision(0), decision(1).replace(was.strip(), is.strip())))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("r.jsonl:2: ")
        .hasMessageContaining(message.strip());
  }
}
