package dev.longtail.job.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.job.upgrade.DayDifference.Change;
import dev.longtail.job.upgrade.DayDifference.Row;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which rows of two results differ, and which do not. */
class DayDifferenceTest {
  private static final String FIRST = anomaly("a", 1, 9.5);
  private static final String SECOND = anomaly("b", 2, 3.25);

  @Test
  void whatIsEqualIsNoDifference() {
    DayResult day = new DayResult(List.of(FIRST, SECOND), List.of(FIRST), List.of(), 0);
    DayResult again = new DayResult(List.of(SECOND, FIRST), List.of(FIRST), List.of(), 0);
    assertThat(DayDifference.between(day, again).size()).isZero();
    assertThat(DayDifference.between(day, again).anomalies().now()).isEqualTo(2);
  }

  @Test
  void newGoneAndChangedRowsAreNamed() {
    DayDifference difference =
        DayDifference.between(
            new DayResult(List.of(FIRST, SECOND), List.of(), List.of(), 0),
            new DayResult(
                List.of(anomaly("b", 2, 3.250000001), anomaly("c", 3, 1)),
                List.of(),
                List.of(),
                0));
    assertThat(difference.anomalies().rows())
        .extracting(Row::id, Row::change)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("a", Change.GONE),
            org.assertj.core.groups.Tuple.tuple("b", Change.CHANGED),
            org.assertj.core.groups.Tuple.tuple("c", Change.ADDED));
    assertThat(difference.anomalies().rows().get(0).now()).isEmpty();
    assertThat(difference.anomalies().rows().get(2).commandLine()).isEqualTo("run c");
  }

  @Test
  void anAdmissionIsComparedByWhatWasDecided() {
    String admitted = verdict("BENIGN", true, "");
    String vetoed = verdict("BENIGN", false, "veto: encoded");
    DayDifference difference =
        DayDifference.between(
            new DayResult(List.of(), List.of(), List.of(admitted), 0),
            new DayResult(List.of(), List.of(), List.of(vetoed), 0));
    assertThat(difference.admissions().rows())
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.then()).isEqualTo("benign, admitted");
              assertThat(row.now()).isEqualTo("benign, not admitted: veto: encoded");
              assertThat(row.commandLine()).isEqualTo("run x");
            });
  }

  private static String anomaly(String id, int rank, double score) {
    return """
    {"id":"%1$s","window":"2025-01-01","scale":"full","detector":"isolation-forest",\
    "rank":%2$d,"score":%3$s,"command_line":"run %1$s"}\
    """
        .formatted(id, rank, score);
  }

  private static String verdict(String verdict, boolean admitted, String reason) {
    return """
    {"id":"x","window":"2025-01-01","scale":"full","cmd":"run x","verdict":"%s",\
    "admitted":%s,"reason":"%s"}\
    """
        .formatted(verdict, admitted, reason);
  }
}
