package dev.longtail.labeler.flink;

import static dev.longtail.labeler.client.ScriptedClient.benign;
import static dev.longtail.labeler.client.ScriptedClient.passing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.labeler.client.Caps;
import dev.longtail.labeler.client.FakeOpenAi;
import dev.longtail.labeler.client.LabelResult.Again;
import dev.longtail.labeler.client.LabelerOptions;
import dev.longtail.labeler.client.Prices;
import dev.longtail.labeler.client.ProviderProfile;
import dev.longtail.labeler.client.ScriptedClient;
import dev.longtail.labeler.client.SpendingPlan;
import dev.longtail.labeler.demo.LocalLabelServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.datastream.AsyncDataStream.OutputMode;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.apache.flink.streaming.api.operators.async.AsyncWaitOperatorFactory;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.tasks.mailbox.Mail;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@SuppressWarnings(
    "try") // the harness declares that close() throws anything, so javac fears interrupts
class LabelOperatorTest {
  private static final String MODEL = "some-model";

  /** Clients are opened from copies of the options; the test must see the one in use. */
  private static ScriptedClient script = new ScriptedClient();

  @TempDir Path folder;

  private static LabelerOptions asking(String url) {
    return LabelerOptions.endpoint(url, MODEL, ProviderProfile.PLAIN)
        .withDeadline(Duration.ofSeconds(20));
  }

  private static LabelOperatorFactory<String, String> factory(LabelerOptions options) {
    return new LabelOperatorFactory<>(
        options,
        line -> line,
        LabelOperatorTest::window,
        (line, result) -> line + " -> " + result.verdict(),
        line -> !line.startsWith("control"));
  }

  private static LabelOperatorFactory<String, String> scripted() {
    script = new ScriptedClient();
    return new LabelOperatorFactory<>(
        LabelerOptions.none().withPatience(Duration.ZERO),
        line -> line,
        LabelOperatorTest::window,
        (line, result) -> line + " -> " + result.verdict(),
        line -> !line.startsWith("control"),
        (options, journal) -> script);
  }

  /** The day that is named behind an at sign, if one is. */
  private static long window(String line) {
    int at = line.indexOf('@');
    return at < 0 ? 0 : Duration.ofDays(Long.parseLong(line.substring(at + 1))).toMillis();
  }

  private static TypeSerializer<String> strings() {
    return Types.STRING.createSerializer(new SerializerConfigImpl());
  }

  private static OneInputStreamOperatorTestHarness<String, String> harness(
      LabelOperatorFactory<String, String> factory) throws Exception {
    OneInputStreamOperatorTestHarness<String, String> harness =
        new OneInputStreamOperatorTestHarness<>(factory, strings());
    harness.setup(strings());
    return harness;
  }

  private static void process(
      OneInputStreamOperatorTestHarness<String, String> harness, String... lines) throws Exception {
    long time = 0;
    for (String line : lines) {
      harness.processElement(line, ++time);
    }
  }

  /** Runs what waits for the task's thread. */
  private static void runMails(AbstractStreamOperatorTestHarness<String> harness) throws Exception {
    for (Optional<Mail> mail = harness.getTaskMailbox().tryTake(0);
        mail.isPresent();
        mail = harness.getTaskMailbox().tryTake(0)) {
      mail.get().run();
    }
  }

  /** Waits for records. */
  private static List<String> await(
      OneInputStreamOperatorTestHarness<String, String> harness, int records) throws Exception {
    for (int i = 0; i < 3_000 && harness.extractOutputValues().size() < records; i++) {
      runMails(harness);
      Thread.sleep(5);
    }
    return new ArrayList<>(harness.extractOutputValues());
  }

  private static List<String> labelled(OneInputStreamOperatorTestHarness<String, String> harness)
      throws Exception {
    harness.endInput();
    return new ArrayList<>(harness.extractOutputValues());
  }

  @Test
  void everyRecordGetsItsVerdict() throws Exception {
    try (LocalLabelServer server = LocalLabelServer.start(0)) {
      LabelerOptions options =
          LabelerOptions.endpoint(server.url(), LocalLabelServer.MODEL, ProviderProfile.PLAIN);
      try (var harness = harness(factory(options))) {
        harness.open();
        process(harness, "git status", "vssadmin delete shadows /all", "frobnicate");
        assertThat(labelled(harness))
            .containsExactlyInAnyOrder(
                "git status -> BENIGN",
                "vssadmin delete shadows /all -> MALICIOUS",
                "frobnicate -> ABSTAINED");
      }
    }
  }

  @Test
  void whateverTheServerSaysOfAQuestionEveryRecordComesOutExactlyOnce() throws Exception {
    FakeOpenAi.Reply[] replies = {
      FakeOpenAi.verdict("BENIGN"),
      new FakeOpenAi.Reply(200, java.util.Map.of(), "garbage", Duration.ZERO),
      new FakeOpenAi.Reply(400, java.util.Map.of(), "", Duration.ZERO),
      FakeOpenAi.verdict("BENIGN").after(Duration.ofMillis(50)),
    };
    try (FakeOpenAi fake = FakeOpenAi.answering((n, r) -> replies[n % replies.length])) {
      try (var harness = harness(factory(asking(fake.url())))) {
        harness.open();
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
          lines.add("tool --number " + i);
        }
        process(harness, lines.toArray(String[]::new));
        List<String> out = labelled(harness);
        assertThat(out)
            .extracting(o -> o.replaceFirst(" -> .*", ""))
            .containsExactlyInAnyOrderElementsOf(lines);
        assertThat(out).filteredOn(o -> o.endsWith("BENIGN")).hasSize(100);
        assertThat(out).filteredOn(o -> o.endsWith("ABSTAINED")).hasSize(100);
      }
    }
  }

  @Test
  void anOutageCostsTimeAndNoVerdict() throws Exception {
    try (var harness = harness(scripted())) {
      harness.open();
      harness.setProcessingTime(0);
      script.answerBy(line -> passing("http 404", Again.FAILED));
      String[] lines =
          Stream.iterate(1, n -> n + 1).limit(2_000).map(n -> "l" + n).toArray(String[]::new);
      process(harness, java.util.Arrays.copyOf(lines, 8));
      script.pauseFor("endpoint down after 5 failures", Duration.ofSeconds(30));
      process(harness, java.util.Arrays.copyOfRange(lines, 8, 2_000));
      harness.setProcessingTime(60_000);
      assertThat(harness.extractOutputValues()).isEmpty();
      script.goOn();
      script.answerBy(line -> benign());
      harness.setProcessingTime(120_000);
      assertThat(harness.extractOutputValues()).hasSize(2_000).allMatch(o -> o.endsWith("BENIGN"));
      assertThat(script.lines()).hasSize(2_008);
    }
  }

  @Test
  void watermarksAndBarriersDoNotWait() throws Exception {
    OperatorSubtaskState snapshot;
    try (var harness = harness(scripted())) {
      harness.open();
      harness.setProcessingTime(0);
      process(harness, "ls", "ps");
      harness.processWatermark(new Watermark(10));
      snapshot = harness.snapshot(1, 1);
      assertThat(harness.getOutput()).containsExactly(new Watermark(10));
      script.asked().get(1).answer().complete(benign());
      runMails(harness);
      assertThat(harness.extractOutputValues()).containsExactly("ps -> BENIGN");
    }
    try (var harness = harness(scripted())) {
      harness.initializeState(snapshot);
      harness.open();
      runMails(harness);
      assertThat(script.lines()).containsExactly("ls", "ps");
    }
  }

  @Test
  void whatWaitsForItsNextTryWaitsAfterARestartToo() throws Exception {
    OperatorSubtaskState snapshot;
    try (var harness = harness(scripted())) {
      harness.open();
      harness.setProcessingTime(0);
      script.answerBy(line -> passing("http 500", Again.FAILED));
      process(harness, "ls");
      harness.setProcessingTime(10_000);
      snapshot = harness.snapshot(1, 1);
    }
    try (var harness = harness(scripted())) {
      harness.setProcessingTime(10_000);
      harness.initializeState(snapshot);
      harness.open();
      runMails(harness);
      assertThat(script.lines()).isEmpty();
      script.answerBy(line -> benign());
      harness.setProcessingTime(20_000);
      assertThat(harness.extractOutputValues()).containsExactly("ls -> BENIGN");
    }
  }

  @Test
  void atABoundedEndExemplarsStayWaitingAndControlLinesLeave() throws Exception {
    OperatorSubtaskState snapshot;
    try (var harness = harness(scripted())) {
      harness.open();
      harness.setProcessingTime(0);
      script.answerBy(line -> line.equals("good") ? benign() : passing("http 500", Again.FAILED));
      process(harness, "ls", "good", "control ps");
      assertThat(labelled(harness)).containsExactly("good -> BENIGN", "control ps -> ABSTAINED");
      snapshot = harness.snapshot(1, 1);
    }
    try (var harness = harness(scripted())) {
      harness.setProcessingTime(60_000);
      harness.initializeState(snapshot);
      harness.open();
      runMails(harness);
      assertThat(script.lines()).containsExactly("ls");
    }
  }

  @Test
  void aSpentBudgetLetsRequestsWaitAndAHigherCapLetsThemGoOn() throws Exception {
    OperatorSubtaskState snapshot;
    String journal = folder.resolve("journal").toString();
    try (FakeOpenAi fake = FakeOpenAi.always(FakeOpenAi.verdict("BENIGN"))) {
      LabelerOptions options = asking(fake.url()).withJournal(journal).withConcurrency(1);
      try (var harness = harness(factory(options.withCaps(2, Long.MAX_VALUE)))) {
        harness.open();
        process(harness, "ls", "ps", "df");
        assertThat(await(harness, 2)).hasSize(2);
        // The third was refused; it is not emitted, whatever the end.
        assertThat(labelled(harness)).hasSize(2);
        snapshot = harness.snapshot(1, 1);
      }
      try (var harness = harness(factory(options.withCaps(3, Long.MAX_VALUE)))) {
        harness.initializeState(snapshot);
        harness.open();
        assertThat(await(harness, 1)).containsExactly("df -> BENIGN");
        process(harness, "du");
        assertThat(labelled(harness)).hasSize(1);
      }
      assertThat(fake.received()).hasSize(3);
    }
  }

  @Test
  void aWindowThatHasSpentItsShareWaitsAlsoAfterARestartAndTheOthersGoOn() throws Exception {
    OperatorSubtaskState snapshot;
    String journal = folder.resolve("journal").toString();
    try (FakeOpenAi fake = FakeOpenAi.always(FakeOpenAi.verdict("BENIGN"))) {
      LabelerOptions options = asking(fake.url()).withJournal(journal).withConcurrency(4);
      SpendingPlan two =
          new SpendingPlan(Caps.of(5L, null, null), Caps.of(2L, null, null), Prices.UNKNOWN);
      try (var harness = harness(factory(options.withSpending(two)))) {
        harness.open();
        process(harness, "a @1", "b @1", "c @1", "d @1", "e @2");
        assertThat(await(harness, 3)).hasSize(3).contains("e @2 -> BENIGN");
        snapshot = harness.snapshot(1, 1);
        harness.notifyOfCompletedCheckpoint(1);
      }
      // Another JVM, with the journal and without.
      for (LabelerOptions each : List.of(options, options.withJournal(""))) {
        try (var harness = harness(factory(each.withSpending(two)))) {
          harness.initializeState(snapshot);
          harness.open();
          assertThat(labelled(harness)).isEmpty();
        }
      }
      SpendingPlan more =
          new SpendingPlan(Caps.of(5L, null, null), Caps.of(4L, null, null), Prices.UNKNOWN);
      try (var harness = harness(factory(options.withSpending(more)))) {
        harness.initializeState(snapshot);
        harness.open();
        process(harness, "f @3");
        assertThat(labelled(harness)).hasSize(2);
      }
      assertThat(fake.received()).hasSize(5);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      if (!latch.await(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nobody let go");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void callsInFlightAreAskedAgainAfterACrashAndTheBudgetRemembers() throws Exception {
    String journal = folder.resolve("journal").toString();
    OperatorSubtaskState snapshot;
    CountDownLatch held = new CountDownLatch(1);
    try (FakeOpenAi fake =
        FakeOpenAi.answering(
            (n, r) -> {
              awaitQuietly(held);
              return FakeOpenAi.verdict("BENIGN");
            })) {
      LabelerOptions options = asking(fake.url()).withCaps(10, Long.MAX_VALUE).withJournal(journal);
      try (var harness = harness(factory(options))) {
        harness.open();
        // A checkpoint before anything was spent: what came after it is only in the journal.
        process(harness, "ls", "ps");
        snapshot = harness.snapshot(1, 1);
        harness.notifyOfCompletedCheckpoint(1);
        for (int i = 0; i < 1_000 && fake.received().size() < 2; i++) {
          Thread.sleep(10);
        }
        assertThat(fake.received()).hasSize(2);
      } finally {
        held.countDown();
      }
    }
    try (FakeOpenAi fake = FakeOpenAi.always(FakeOpenAi.verdict("BENIGN"))) {
      LabelerOptions options = asking(fake.url()).withCaps(10, Long.MAX_VALUE).withJournal(journal);
      try (var harness = harness(factory(options))) {
        harness.initializeState(snapshot);
        harness.open();
        process(harness, "df");
        assertThat(labelled(harness))
            .containsExactlyInAnyOrder("ls -> BENIGN", "ps -> BENIGN", "df -> BENIGN");
      }
      assertThat(fake.received()).hasSize(3);
      assertThat(options.budget().calls()).isEqualTo(5);
      assertThat(options.budget().tokens()).isGreaterThan(5_000);
    }
  }

  @Test
  void anAnswerThatCameAfterTheLastCheckpointIsNotPaidForAgain() throws Exception {
    String journal = folder.resolve("journal").toString();
    OperatorSubtaskState snapshot;
    try (FakeOpenAi fake =
        FakeOpenAi.answering(
            (n, r) ->
                r.body().contains("odd")
                    ? new FakeOpenAi.Reply(200, java.util.Map.of(), "garbage", Duration.ZERO)
                    : FakeOpenAi.verdict("BENIGN"))) {
      LabelerOptions options = asking(fake.url()).withCaps(10, Long.MAX_VALUE).withJournal(journal);
      try (var harness = harness(factory(options))) {
        harness.open();
        snapshot = harness.snapshot(1, 1);
        process(harness, "ls", "odd");
        assertThat(await(harness, 2)).hasSize(2);
      }
      // Another JVM, another model answer: it is not asked.
      try (var harness = harness(factory(options.withCaps(10, Long.MAX_VALUE)))) {
        harness.initializeState(snapshot);
        harness.open();
        process(harness, "ls", "odd");
        assertThat(labelled(harness)).containsExactlyInAnyOrder("ls -> BENIGN", "odd -> ABSTAINED");
      }
      assertThat(fake.received()).hasSize(2);
    }
  }

  @Test
  void aCompletedCheckpointEmptiesTheJournal() throws Exception {
    Path journal = folder.resolve("journal");
    try (FakeOpenAi fake = FakeOpenAi.always(FakeOpenAi.verdict("BENIGN"))) {
      LabelerOptions options = asking(fake.url()).withJournal(journal.toUri().toString());
      try (var harness = harness(factory(options))) {
        harness.open();
        process(harness, "ls", "ps", "df");
        assertThat(await(harness, 3)).hasSize(3);
        var unused = harness.snapshot(7, 1);
        harness.notifyOfCompletedCheckpoint(7);
        for (int i = 0; i < 1_000 && files(journal).size() != 2; i++) {
          Thread.sleep(10);
        }
        assertThat(files(journal)).containsExactlyInAnyOrder("owner", "totals-1");
      }
    }
  }

  private static List<String> files(Path journal) throws Exception {
    try (Stream<Path> files = Files.list(journal)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.endsWith(".crc"))
          .toList();
    }
  }

  @Test
  void aJournalThatCannotBeWrittenLetsRequestsWait() throws Exception {
    Path journal = Files.createDirectories(folder.resolve("journal"));
    try (FakeOpenAi fake = FakeOpenAi.always(FakeOpenAi.verdict("BENIGN"))) {
      LabelerOptions options = asking(fake.url()).withJournal(journal.toString());
      try (var harness = harness(factory(options))) {
        harness.open();
        Files.delete(journal.resolve("owner"));
        Files.delete(journal);
        Files.writeString(journal, "in the way");
        process(harness, "ls");
        for (int i = 0; i < 20; i++) {
          runMails(harness);
          Thread.sleep(10);
        }
        assertThat(fake.received()).isEmpty();
        assertThat(harness.extractOutputValues()).isEmpty();
        Files.delete(journal);
        harness.setProcessingTime(60_000);
        assertThat(await(harness, 1)).containsExactly("ls -> BENIGN");
      }
    }
  }

  /** The operator of 0.1.0: Flink's, with a count of calls a subtask. */
  private static final class FirstRelease extends RichAsyncFunction<String, String>
      implements CheckpointedFunction {
    private static final long serialVersionUID = 1L;
    private final long calls;
    private transient ListState<Long> spent;

    FirstRelease(long calls) {
      this.calls = calls;
    }

    @Override
    public void asyncInvoke(String line, ResultFuture<String> result) {
      // never answered
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
      spent =
          context
              .getOperatorStateStore()
              .getUnionListState(new ListStateDescriptor<>("label-budget-v1", Types.LONG));
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
      spent.update(List.of(calls));
    }
  }

  @Test
  void theStateOfTheFirstReleaseIsRestoredAtParallelismOne() throws Exception {
    List<OperatorSubtaskState> subtasks = new ArrayList<>();
    for (int subtask = 0; subtask < 2; subtask++) {
      try (var harness =
          new OneInputStreamOperatorTestHarness<String, String>(
              new AsyncWaitOperatorFactory<>(
                  new FirstRelease(3 + subtask), 1_000_000, 100, OutputMode.UNORDERED),
              128,
              2,
              subtask)) {
        harness.getStreamConfig().setupNetworkInputs(strings());
        harness.getStreamConfig().serializeAllConfigs();
        harness.setup(strings());
        harness.open();
        harness.processElement("line " + subtask, 1);
        subtasks.add(harness.snapshot(1, 1));
      }
    }
    OperatorSubtaskState one =
        AbstractStreamOperatorTestHarness.repartitionOperatorState(
            AbstractStreamOperatorTestHarness.repackageState(subtasks.get(0), subtasks.get(1)),
            128,
            2,
            1,
            0);
    try (FakeOpenAi fake = FakeOpenAi.always(FakeOpenAi.verdict("BENIGN"))) {
      LabelerOptions options = asking(fake.url()).withCaps(9, Long.MAX_VALUE);
      try (var harness = harness(factory(options))) {
        harness.initializeState(one);
        harness.open();
        process(harness, "new");
        assertThat(labelled(harness))
            .containsExactlyInAnyOrder("line 0 -> BENIGN", "line 1 -> BENIGN");
        // 3 + 4 calls were spent before, 2 of 9 were left.
        assertThat(options.budget().calls()).isEqualTo(9);
      }
    }
  }

  @Test
  void aFactoryThatCannotMakeItsOutputFailsTheJobInsteadOfWaiting() throws Exception {
    LabelOperatorFactory<String, String> factory =
        new LabelOperatorFactory<>(
            LabelerOptions.none(),
            line -> line,
            line -> 0,
            (line, result) -> {
              throw new IllegalStateException("defect");
            },
            line -> true);
    try (var harness = harness(factory)) {
      harness.open();
      assertThatThrownBy(() -> process(harness, "ls")).hasStackTraceContaining("defect");
    }
  }

  @Test
  void travelsToTheCluster() throws Exception {
    LabelOperatorFactory<String, String> copy =
        InstantiationUtil.clone(factory(LabelerOptions.none()));
    assertThat(copy).isNotNull();
  }
}
