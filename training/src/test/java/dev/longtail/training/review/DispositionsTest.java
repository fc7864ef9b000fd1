package dev.longtail.training.review;

import static dev.longtail.training.review.Samples.ADMITTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DispositionsTest {
  private static final ReviewSample SAMPLE = ReviewSample.draw(Samples.lines(ADMITTED, 5), 5, 1);
  private static final Dispositions.Fields USUAL =
      new Dispositions.Fields(List.of(), List.of(), List.of(), List.of());

  private final Dispositions dispositions =
      new Dispositions(
          SAMPLE,
          DispositionTable.BUILT_IN,
          USUAL,
          Map.of("Known Good", DispositionMeaning.BENIGN));

  private void take(String record) throws JsonProcessingException {
    dispositions.take(
        Json.MAPPER.readTree(record.replace('\'', '"')), "f.jsonl:1", Instant.ofEpochSecond(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Classification | TruePositive | MALICIOUS
          Classification | BenignPositive | BENIGN
          Classification | FalsePositive | BENIGN
          Classification | Undetermined | UNSURE
          classification | informationalExpectedActivity | BENIGN
          disposition | disposition:1 | MALICIOUS
          disposition | disposition:3 | BENIGN
          disposition_label | True Positive - Suspicious Activity | MALICIOUS
          disposition_label | False Positive - Inaccurate Data | BENIGN
          disposition_label | Undetermined | OPEN
          kibana.alert.workflow_reason | true_positive | MALICIOUS
          kibana.alert.workflow_reason | benign_positive | BENIGN
          kibana.alert.workflow_reason | duplicate | OPEN
          resolutionStatus | Indeterminate | UNSURE
          status | FalsePositive | BENIGN
          status | InProgress | OPEN
          my.field | True-Positive | MALICIOUS
          """)
  void theWordsOfSiemsAreKnown(String field, String word, DispositionMeaning meaning) {
    assertThat(DispositionTable.BUILT_IN.meaning(field, word)).contains(meaning);
  }

  @Test
  void thePageForAnalystsHasEveryWord() throws IOException {
    String page = Files.readString(Path.of("../docs/review.md"));
    for (DispositionTable.Product product : DispositionTable.BUILT_IN.products()) {
      if (product.id().equals("plain")) {
        continue;
      }
      String row =
          page.lines()
              .filter(line -> line.startsWith("| " + product.name() + " |"))
              .findFirst()
              .orElseThrow();
      List<String> words =
          Pattern.compile("`([^`]+)`")
              .matcher(row)
              .results()
              .map(word -> DispositionTable.folded(word.group(1)))
              .toList();
      product
          .words()
          .forEach(
              (word, meaning) -> {
                if (meaning != DispositionMeaning.OPEN) {
                  assertThat(words).as(product.name()).contains(word);
                }
              });
    }
    for (String place : List.of("id", "command", "time")) {
      assertThat(page)
          .contains("`" + String.join("`, `", DispositionTable.BUILT_IN.places(place)) + "`");
    }
  }

  @Test
  void findsTheLineByEventByExemplarAndByCommandLine() throws JsonProcessingException {
    take("{'event':{'id':'event/admitted 0'},'kibana.alert.workflow_reason':'false_positive'}");
    take("{'event_id':'exemplar/admitted 1','Classification':'TruePositive'}");
    take("{'process':{'command_line':'admitted 2'},'status':'Closed','label':'benign'}");
    take("{'event_id':'of another product','cmd':'admitted 3','decision':'known good'}");
    take("{'cmd':'admitted 4','status':'new'}");
    take("{'cmd':'another line','status':'TruePositive'}");
    assertThat(dispositions.reviews()).hasSize(4).allMatch(each -> each.reviewer().equals("siem"));
    assertThat(dispositions.reviews().stream().map(Review::opinion))
        .containsOnlyOnce(Opinion.MALICIOUS)
        .doesNotContain(Opinion.UNSURE);
    Dispositions.Counts counts = dispositions.counts();
    assertThat(counts.records()).isEqualTo(6);
    assertThat(counts.unmatched()).isEqualTo(1);
    assertThat(counts.lines()).isEqualTo(4);
    assertThat(counts.open()).isEqualTo(1);
  }

  @Test
  void theLatestWordOfAnAlertCounts() throws JsonProcessingException {
    take("{'event_id':'event/admitted 0','label':'tp','closed_at':'2026-01-02T00:00:00Z'}");
    take("{'event_id':'event/admitted 0','label':'fp','closed_at':'2026-01-01T00:00:00Z'}");
    assertThat(dispositions.reviews().get(0).opinion()).isEqualTo(Opinion.MALICIOUS);
    take("{'event_id':'event/admitted 0','label':'open','closed_at':1767500000000}");
    assertThat(dispositions.reviews()).as("it was opened again").isEmpty();
    assertThat(dispositions.counts().replaced()).isEqualTo(2);
    assertThat(dispositions.counts().open()).isEqualTo(1);
  }

  @Test
  void alertsOfOneLineWithDifferentWordsAreUnsure() throws JsonProcessingException {
    take("{'event_id':'1','cmd':'admitted 0','label':'fp'}");
    take("{'event_id':'2','cmd':'admitted 0','label':'tp'}");
    assertThat(dispositions.reviews()).hasSize(1);
    assertThat(dispositions.reviews().get(0).opinion()).isEqualTo(Opinion.UNSURE);
    assertThat(dispositions.counts().contradictory()).isEqualTo(1);
  }

  @Test
  void aWordThatNobodyKnowsIsNamedAndDecidesNothing() throws JsonProcessingException {
    take("{'event_id':'event/admitted 0','label':'green'}");
    take("{'event_id':'event/admitted 1','label':'green'}");
    assertThat(dispositions.reviews()).isEmpty();
    assertThat(dispositions.counts().unknown())
        .containsExactly(new Dispositions.Unknown("green", 2, "f.jsonl:1"));
  }

  @Test
  void aFieldOfYoursIsTheOnlyOneThatIsRead() throws JsonProcessingException {
    Dispositions mine =
        new Dispositions(
            SAMPLE,
            DispositionTable.BUILT_IN,
            new Dispositions.Fields(
                List.of("alert.ref"), List.of("alert.line"), List.of("outcome"), List.of("when")),
            Map.of());
    mine.take(
        Json.MAPPER.readTree(
            "{\"alert\":{\"ref\":\"event/admitted"
                + " 0\"},\"outcome\":\"fp\",\"label\":\"tp\",\"event_id\":\"event/admitted 1\"}"),
        "w",
        Instant.EPOCH);
    assertThat(mine.reviews()).hasSize(1);
    assertThat(mine.reviews().get(0).opinion()).isEqualTo(Opinion.BENIGN);
  }

  @Test
  void whatCannotBeUsedIsNamedWithItsPlace() {
    assertThatThrownBy(
            () -> take("{'event_id':'event/admitted 0','label':'fp','closed_at':'noon'}"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("f.jsonl:1: field \"closed_at\" is \"noon\"");
    assertThatThrownBy(() -> take("{'event_id':['a','b'],'label':'fp'}"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("f.jsonl:1: field \"event_id\" is neither a text nor a number");
  }
}
