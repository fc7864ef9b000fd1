package dev.longtail.job.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.longtail.job.graph.Output;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The latest results in bounded memory. */
class ResultsTest {
  private static final Instant NOON = Instant.parse("2025-01-03T12:00:00Z");

  private final Results results = new Results();

  @Test
  void theMostUnusualOfTheLatestWindowComeFirst() {
    take(Output.ANOMALIES, TestRecords.anomaly("2025-01-01", 1, "old"));
    take(Output.ANOMALIES, TestRecords.anomaly("2025-01-02", 2, "second"));
    take(Output.ANOMALIES, TestRecords.anomaly("2025-01-02", 1, "first"));
    take(Output.ANOMALIES, TestRecords.anomaly("2025-01-02", 1, "first"));
    assertThat(results.anomalies())
        .extracting(anomaly -> anomaly.line().kept())
        .containsExactly("first", "second", "old");
    assertThat(results.anomalies().get(0).reasons())
        .extracting(ShownAnomaly.Reason::feature)
        .containsExactly("token:VERBOSE", "characters");
  }

  @Test
  void anExemplarHasItsVerdictWhicheverComesFirst() {
    results.take(Output.VERDICTS, TestRecords.verdict("2025-01-02", "a", "BENIGN", "fine"), NOON);
    results.take(
        Output.EXEMPLARS, TestRecords.exemplar("2025-01-02", 1, "a"), NOON.minusSeconds(9));
    results.take(
        Output.EXEMPLARS, TestRecords.exemplar("2025-01-02", 2, "b"), NOON.minusSeconds(5));
    assertThat(results.exemplars())
        .extracting(each -> each.line().kept(), ShownExemplar::rank)
        .containsExactly(tuple("a", 1), tuple("b", 2));
    assertThat(results.exemplars().get(0).verdict().admitted()).isTrue();
    assertThat(results.exemplars().get(1).verdict()).isNull();
    results.take(
        Output.VERDICTS,
        TestRecords.verdict("2025-01-02", "b", "MALICIOUS", "bad"),
        NOON.plusSeconds(1));
    assertThat(results.exemplars().get(0).verdict().verdict()).isEqualTo("MALICIOUS");
    // The sinks deliver at least once.
    results.take(
        Output.EXEMPLARS, TestRecords.exemplar("2025-01-02", 1, "a"), NOON.plusSeconds(60));
    results.take(
        Output.VERDICTS,
        TestRecords.verdict("2025-01-02", "a", "BENIGN", "fine"),
        NOON.plusSeconds(60));
    assertThat(results.exemplars()).hasSize(2);
    assertThat(results.exemplars().get(0).line().kept()).isEqualTo("b");
  }

  @Test
  void onlyTheLatestWindowIsSaidToHaveMoved() {
    take(Output.DRIFT, TestRecords.drift("2025-01-20", "vocabulary", true));
    take(Output.DRIFT, TestRecords.drift("2025-01-20", "scores", false));
    assertThat(results.moved()).extracting(ShownDrift::measure).containsExactly("vocabulary");
    take(Output.DRIFT, TestRecords.drift("2025-01-21", "scores", false));
    take(Output.DRIFT, TestRecords.drift("2025-01-19", "scores", true));
    assertThat(results.moved()).isEmpty();
  }

  @Test
  void memoryIsBounded() {
    String megabyte = "x".repeat(900_000);
    for (int i = 0; i < 600; i++) {
      take(Output.ANOMALIES, TestRecords.anomaly("2025-01-02", i, "line " + i));
      take(Output.EXEMPLARS, TestRecords.exemplar("2025-01-02", i + 1, "line " + i));
    }
    assertThat(results.anomalies()).hasSize(Results.MOST);
    assertThat(results.exemplars()).hasSize(Results.MOST);
    for (int i = 0; i < 60; i++) {
      take(Output.ANOMALIES, TestRecords.anomaly("2025-01-03", i, i + megabyte));
    }
    assertThat(results.anomalies().stream().mapToLong(each -> each.line().kept().length()).sum())
        .isLessThanOrEqualTo(8_000_000);
    assertThat(results.anomalies()).isNotEmpty();
    assertThat(results.anomalies().get(0).line().characters()).isGreaterThan(900_000);
  }

  @Test
  void whatIsNoRecordOfOursIsPassedOver() {
    for (String other : new String[] {"", "{", "[]", "7", "{\"stage\":\"NEW\"}", "{}", "null"}) {
      for (Output output : Output.values()) {
        take(output, other);
      }
    }
    take(Output.FUNNEL, TestRecords.count("2025-01-02", "full", "UNIQUE", "shard 1", 5));
    assertThat(results.funnel().total().unique()).isEqualTo(5);
  }

  private void take(Output output, String json) {
    results.take(output, json, NOON);
  }
}
