package dev.longtail.job.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.detectors.duplicates.Exemplar;
import dev.longtail.detectors.flink.SideOutputs;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.detectors.window.FunnelCount;
import dev.longtail.detectors.window.FunnelStage;
import dev.longtail.detectors.window.Sighting;
import dev.longtail.job.config.Fingerprint;
import dev.longtail.job.config.RawLines;
import dev.longtail.job.config.Scales;
import dev.longtail.job.config.StateLabel;
import dev.longtail.job.config.TimeRange;
import dev.longtail.job.config.TopologyOptions;
import dev.longtail.job.scoring.StoredClassifier;
import dev.longtail.labeler.client.LabelResult;
import dev.longtail.labeler.client.Verdict;
import dev.longtail.labeler.rules.UserRules;
import dev.longtail.udfs.event.CommandEvent;
import dev.longtail.udfs.event.ParsedRecord.Rejected;
import dev.longtail.udfs.event.SkipReason;
import dev.longtail.udfs.event.Twins;
import dev.longtail.udfs.format.AutoParser;
import dev.longtail.udfs.testing.WindowsTwins;
import java.time.Duration;
import java.util.List;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The first and the last operator of the job, each in Flink's harness. */
class EndsOfTheJobTest {
  private static final long JANUARY_2 = 1735776000000L;
  private static final StateLabel LABEL =
      new StateLabel(Fingerprint.of(TopologyOptions.DEFAULT), "events/longtail");

  private static TopologyOptions.Events events(TimeRange range) {
    return new TopologyOptions.Events(DetectorWindows.DAILY, range, Duration.ofMinutes(10));
  }

  private static TopologyOptions.Events events(Twins twins) {
    return new TopologyOptions.Events(
        DetectorWindows.DAILY,
        TimeRange.ALL,
        Duration.ZERO,
        Duration.ofHours(1),
        twins,
        RawLines.KEEP);
  }

  @ParameterizedTest
  @CsvSource({"OFF,3,0,0", "COUNT,3,2,0", "ONCE,2,2,1"})
  void onlyWhatMayBeLeftOutTakesTheHop(Twins twins, int events, int aside, int held)
      throws Exception {
    try (var route =
        new OneInputStreamOperatorTestHarness<>(
            new ProcessOperator<>(
                new RouteFunction(events(twins), Scales.FULL, LABEL, KeptLines.AS_OBSERVED)))) {
      route.open();
      AutoParser parser = new AutoParser();
      for (String line :
          List.of(
              WindowsTwins.sysmon("h", 7, JANUARY_2, "whoami"),
              WindowsTwins.security("h", 7, JANUARY_2, "whoami"),
              "{\"ts\":1735776000000,\"cmd\":\"whoami\",\"host\":\"h\"}")) {
        route.processElement(ReadRecords.one(parser, line, "f:1"), JANUARY_2);
      }
      assertThat(route.extractOutputValues()).hasSize(events);
      var taken = route.getSideOutput(RouteFunction.TWINS);
      assertThat(taken == null ? 0 : taken.size()).isEqualTo(aside);
      assertThat(
              taken == null ? 0 : taken.stream().filter(r -> r.getValue().event() != null).count())
          .isEqualTo(held);
    }
  }

  @Test
  void routeSendsDeadLettersAsideAndIgnoresOtherDays() throws Exception {
    TimeRange secondOfJanuary = new TimeRange(JANUARY_2, JANUARY_2 + 86_400_000L);
    try (var route =
        new OneInputStreamOperatorTestHarness<>(
            new ProcessOperator<>(
                new RouteFunction(
                    events(secondOfJanuary), Scales.FULL, LABEL, KeptLines.AS_OBSERVED)))) {
      route.open();
      route.processElement(new SourceRecord(event(JANUARY_2), null), 0);
      route.processElement(new SourceRecord(event(JANUARY_2 - 1), null), 0);
      route.processElement(dead("f:1", JANUARY_2), 0);
      route.processElement(dead("f:2", Rejected.NO_TIME), 0);
      route.processElement(dead("f:3", JANUARY_2 - 1), 0);

      assertThat(route.extractOutputValues()).containsExactly(Sighting.of(event(JANUARY_2)));
      assertThat(route.getSideOutput(RouteFunction.DEAD_LETTERS))
          .extracting(letter -> letter.getValue().origin())
          .containsExactly("f:1", "f:2");
      assertThat(route.getSideOutput(SideOutputs.FUNNEL))
          .extracting(StreamRecord::getValue)
          .containsExactly(
              new FunnelCount("2025-01-02", "full", FunnelStage.UNPARSABLE, "f:1", 1),
              new FunnelCount("unknown", "full", FunnelStage.UNPARSABLE, "f:2", 1));
    }
  }

  /** The same places however often the record is read: the count of a place stays one. */
  @Test
  void aReplayedRecordTakesItsDeadLettersOutOfTheFunnel() throws Exception {
    LetterPlace known = new LetterPlace("events-0@5", "2025-01-01");
    LetterPlace unknown = new LetterPlace("events-1@7#2", FunnelCount.UNKNOWN_WINDOW);
    try (var route =
        new OneInputStreamOperatorTestHarness<>(
            new ProcessOperator<>(
                new RouteFunction(
                    events(TimeRange.ALL), Scales.BOTH, LABEL, KeptLines.AS_OBSERVED)))) {
      route.open();
      SourceRecord event = new SourceRecord(event(JANUARY_2), null);
      route.processElement(event.replaying(List.of(known, unknown)), 0);
      route.processElement(
          SourceRecord.skipped(SkipReason.FAILED, JANUARY_2).replaying(List.of(known)), 0);

      assertThat(route.extractOutputValues()).containsExactly(Sighting.of(event(JANUARY_2)));
      assertThat(route.getSideOutput(SideOutputs.FUNNEL))
          .extracting(StreamRecord::getValue)
          .containsExactly(
              new FunnelCount("2025-01-01", "full", FunnelStage.REPLAYED, "events-0@5", 1),
              new FunnelCount("2025-01-01", "reduced", FunnelStage.REPLAYED, "events-0@5", 1),
              new FunnelCount("unknown", "full", FunnelStage.REPLAYED, "events-1@7#2", 1),
              new FunnelCount("unknown", "reduced", FunnelStage.REPLAYED, "events-1@7#2", 1),
              new FunnelCount("2025-01-01", "full", FunnelStage.REPLAYED, "events-0@5", 1),
              new FunnelCount("2025-01-01", "reduced", FunnelStage.REPLAYED, "events-0@5", 1));
    }
  }

  @Test
  void anEventFromTheFutureIsCountedUnderNoWindow() throws Exception {
    SourceRecord future =
        new MaxAhead(Duration.ofHours(1))
            .check(
                new SourceRecord(event(Long.MAX_VALUE), null), JANUARY_2, () -> "f:4", new byte[0]);
    try (var route =
        new OneInputStreamOperatorTestHarness<>(
            new ProcessOperator<>(
                new RouteFunction(
                    events(TimeRange.ALL), Scales.BOTH, LABEL, KeptLines.AS_OBSERVED)))) {
      route.open();
      route.processElement(future, 0);
      assertThat(route.extractOutputValues()).isEmpty();
      assertThat(route.getSideOutput(RouteFunction.DEAD_LETTERS)).hasSize(1);
      assertThat(route.getSideOutput(SideOutputs.FUNNEL))
          .extracting(StreamRecord::getValue)
          .containsExactly(
              new FunnelCount("unknown", "full", FunnelStage.FUTURE, "f:4", 1),
              new FunnelCount("unknown", "reduced", FunnelStage.FUTURE, "f:4", 1));
    }
  }

  @Test
  void onlyABenignVerdictWithoutVetoIsAdmitted() throws Exception {
    try (var admit =
        new OneInputStreamOperatorTestHarness<>(
            new ProcessOperator<>(
                new AdmitFunction(DetectorWindows.DAILY, UserRules.NONE, StoredClassifier.NONE)))) {
      admit.open();
      admit.processElement(labelled("df -h", Verdict.BENIGN, LabelRequest.Arm.EXEMPLAR), 0);
      admit.processElement(labelled("du -s", Verdict.MALICIOUS, LabelRequest.Arm.EXEMPLAR), 0);
      admit.processElement(labelled("ls -l", Verdict.ABSTAINED, LabelRequest.Arm.EXEMPLAR), 0);
      admit.processElement(
          labelled(
              "mimikatz.exe sekurlsa::logonpasswords", Verdict.BENIGN, LabelRequest.Arm.EXEMPLAR),
          0);
      admit.processElement(labelled("pwd", Verdict.BENIGN, LabelRequest.Arm.RANDOM), 0);

      List<AdmittedRequest> exemplars = admit.extractOutputValues();
      assertThat(exemplars)
          .extracting(AdmittedRequest::admitted)
          .containsExactly(true, false, false, false);
      assertThat(exemplars.subList(1, 4))
          .allSatisfy(kept -> assertThat(kept.admissionReason()).isNotEmpty());
      assertThat(exemplars.get(3).admissionReason()).startsWith("veto");
      assertThat(admit.getSideOutput(AdmitFunction.CONTROL))
          .singleElement()
          .satisfies(control -> assertThat(control.getValue().admitted()).isTrue());
      assertThat(admit.getSideOutput(SideOutputs.FUNNEL))
          .extracting(count -> count.getValue().stage())
          .containsExactly(
              FunnelStage.BENIGN,
              FunnelStage.ADMITTED,
              FunnelStage.MALICIOUS,
              FunnelStage.QUARANTINED,
              FunnelStage.ABSTAINED,
              FunnelStage.QUARANTINED,
              FunnelStage.BENIGN,
              FunnelStage.QUARANTINED);
    }
  }

  private static CommandEvent event(long ts) {
    return new CommandEvent("e", ts, "h", "u", "linux", "", "", "ls");
  }

  private static SourceRecord dead(String origin, long ts) {
    return SourceRecord.unusable(origin, "broken", ts, new byte[0]);
  }

  private static LabelledRequest labelled(
      String commandLine, Verdict verdict, LabelRequest.Arm arm) {
    Sighting command = new Sighting(1, commandLine, "e", JANUARY_2, "h", "u", "linux", 1);
    Exemplar exemplar = new Exemplar(commandLine, JANUARY_2, "full", List.of("d"), 1, 0.5, command);
    return new LabelledRequest(
        new LabelRequest(arm, exemplar), new LabelResult(verdict, "because", "model", "1"));
  }
}
