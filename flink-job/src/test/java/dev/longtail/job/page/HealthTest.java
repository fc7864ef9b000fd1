package dev.longtail.job.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.job.page.OutputReader.Reading;
import dev.longtail.job.watch.JobReport;
import dev.longtail.job.watch.LabelReport;
import dev.longtail.labeler.client.Caps;
import dev.longtail.labeler.client.Prices;
import dev.longtail.labeler.client.SpendingPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The health in words. */
class HealthTest {
  private static final Instant NOW = Instant.parse("2025-01-03T12:00:00Z");
  private static final Spending SPENDING =
      new Spending(
          "a model",
          true,
          new SpendingPlan(Caps.of(1_000L, 1_000_000L, null), Caps.NONE, Prices.UNKNOWN));
  private static final LabelReport WELL =
      new LabelReport(3, 1, 100, 5_000, OptionalDouble.empty(), 0, Optional.empty());

  @Test
  void aJobThatRunsIsOneSentence() {
    Health health = of(look("RUNNING", 3_000, WELL, 0), Reading.NOTHING);
    assertThat(health.level()).isEqualTo(Health.Level.OK);
    assertThat(health.headline()).isEqualTo("running, 4 s behind, last checkpoint 4 s ago, 12 MB");
    assertThat(health.notes()).isEmpty();
    assertThat(of(look("RUNNING", 0, WELL, 0), Reading.NOTHING).headline())
        .startsWith("running, nothing unread, ");
  }

  @Test
  void anEndpointThatIsAwaySaysWhatWaits() {
    LabelReport down =
        new LabelReport(
            412,
            0,
            100,
            5_000,
            OptionalDouble.empty(),
            0,
            Optional.of(NOW.minus(Duration.ofMinutes(3))));
    Health health = of(look("RUNNING", 0, down, 0), Reading.NOTHING);
    assertThat(health.level()).isEqualTo(Health.Level.WARNING);
    assertThat(health.headline()).startsWith("running");
    assertThat(health.notes())
        .extracting(Health.Note::text)
        .containsExactly("the label endpoint has not answered for 3 min: 412 exemplars wait");
    LabelReport spent =
        new LabelReport(1, 0, 1_000, 5_000, OptionalDouble.empty(), 0, down.downSince());
    assertThat(of(look("RUNNING", 0, spent, 0), Reading.NOTHING).notes().get(0).text())
        .isEqualTo("the label budget is spent: 1 exemplar waits");
  }

  @Test
  void whatIsBadComesFirst() {
    Health broker =
        Health.of(
            look("RUNNING", 0, WELL, 0),
            broken("the broker at b:9092 does not answer", NOW.minusSeconds(50)),
            List.of(),
            SPENDING,
            Optional.empty(),
            NOW);
    assertThat(broker.level()).isEqualTo(Health.Level.BAD);
    assertThat(broker.headline()).isEqualTo("the broker at b:9092 does not answer, for 50 s");
    assertThat(broker.notes()).extracting(Health.Note::text).anyMatch(t -> t.startsWith("running"));

    Health restarting = of(look("RESTARTING", 0, WELL, 1), Reading.NOTHING);
    assertThat(restarting.level()).isEqualTo(Health.Level.BAD);
    assertThat(restarting.headline()).isEqualTo("restarting: disk full");
    assertThat(of(look("RUNNING", 0, WELL, 2), Reading.NOTHING).notes().get(0).text())
        .isEqualTo("restarted 2 times in the last 10 min: disk full");

    Look gone =
        new Look("j", null, null, "no job of this configuration runs at x", 0, "", List.of());
    assertThat(of(gone, Reading.NOTHING).headline())
        .isEqualTo("no job of this configuration runs at x");
    assertThat(of(Look.NONE, Reading.NOTHING).level()).isEqualTo(Health.Level.BAD);
  }

  @Test
  void aPartitionThatHoldsTheWindowsIsNamed() {
    JobReport.Slowest silent =
        new JobReport.Slowest(3, Duration.ofMinutes(20), Duration.ofHours(5));
    Look look = look("RUNNING", 0, WELL, 0, silent);
    Health health = of(look, Reading.NOTHING);
    assertThat(health.level()).isEqualTo(Health.Level.WARNING);
    assertThat(health.notes().get(0).text())
        .startsWith("partition 3 of source.topic has been silent since 2025-01-03T11:40:00Z");
    Optional<Duration> idleAfter = Optional.of(Duration.ofHours(1));
    assertThat(Health.of(look, Reading.NOTHING, List.of(), SPENDING, idleAfter, NOW).notes())
        .isEmpty();
  }

  @Test
  void aWindowUnlikeAllBeforeItIsNamed() {
    ShownDrift moved = new ShownDrift("2025-01-20", "unique_share", 0.0748, 0.02, 7, true);
    Health health =
        Health.of(
            look("RUNNING", 0, WELL, 0),
            Reading.NOTHING,
            List.of(moved),
            SPENDING,
            Optional.empty(),
            NOW);
    assertThat(health.level()).isEqualTo(Health.Level.WARNING);
    assertThat(health.notes().get(0).text())
        .isEqualTo(
            "window 2025-01-20 is like none of the 7 before it, by unique share: 0.075, and the"
                + " limit is 0.020");
  }

  @Test
  void topicsThatTheJobIsYetToMakeAreNoFault() {
    Health health = of(look("RUNNING", 0, WELL, 0), Reading.tooEarly("not there yet"));
    assertThat(health.level()).isEqualTo(Health.Level.NOTE);
    assertThat(health.headline()).startsWith("running");
  }

  @Test
  void aProblemBeganWhenItWasFirstSeen() {
    Reading first = broken("the broker is away", NOW.minusSeconds(90));
    Reading again = Reading.failed("the broker is away").after(first);
    assertThat(of(look("RUNNING", 0, WELL, 0), again).headline())
        .isEqualTo("the broker is away, for 90 s");
    assertThat(Reading.NOTHING.after(again).problem()).isEmpty();
  }

  @Test
  void theSpokenWordsChangeOnlyWithTheHealth() {
    assertThat(of(look("RUNNING", 10, WELL, 0), Reading.NOTHING).spoken())
        .isEqualTo(of(look("RUNNING", 90_000, WELL, 0), Reading.NOTHING).spoken())
        .doesNotContainPattern("[0-9]");
  }

  @Test
  void sizesAreReadable() {
    assertThat(Health.size(412)).isEqualTo("412 B");
    assertThat(Health.size(8_240)).isEqualTo("8.2 KB");
    assertThat(Health.size(12_400_000)).isEqualTo("12 MB");
    assertThat(Health.size(999_999_999)).isEqualTo("1.0 GB");
  }

  private static Health of(Look look, Reading reading) {
    return Health.of(look, reading, List.of(), SPENDING, Optional.empty(), NOW);
  }

  private static Reading broken(String words, Instant since) {
    return new Reading(0, Optional.of(new OutputReader.Problem(words, false, since)));
  }

  /** A job that reads 1,000 records a second. */
  private static Look look(String state, long lag, LabelReport labels, long restarts) {
    return look(state, lag, labels, restarts, null);
  }

  private static Look look(
      String state, long lag, LabelReport labels, long restarts, JobReport.Slowest slowest) {
    long second = NOW.getEpochSecond();
    return new Look(
        "j",
        new JobReport(
            state,
            Duration.ofHours(2),
            OptionalLong.of(restarts),
            OptionalLong.of(50_000),
            OptionalLong.of(lag),
            OptionalLong.of(NOW.toEpochMilli()),
            new JobReport.Saved(
                9, NOW.minusSeconds(4), 12_000_000, Duration.ofMillis(300), "file:/c"),
            null,
            0,
            OptionalLong.empty(),
            labels,
            slowest),
        NOW,
        "",
        restarts,
        restarts == 0 ? "" : "disk full",
        List.of(
            new Look.Point(second - 20, lag, 30_000, -1, -1, -1),
            new Look.Point(second, lag, 50_000, -1, -1, -1)));
  }
}
