package dev.longtail.labeler.flink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.labeler.client.FakeOpenAi;
import dev.longtail.labeler.client.LabelerOptions;
import dev.longtail.labeler.client.ProviderProfile;
import dev.longtail.labeler.demo.LocalLabelServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.datastream.AsyncDataStream.OutputMode;
import org.apache.flink.streaming.api.operators.async.AsyncWaitOperatorFactory;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@SuppressWarnings(
    "try") // the harness declares that close() throws anything, so javac fears interrupts
class LabelFunctionTest {
  private static final String MODEL = "some-model";

  private static LabelerOptions asking(String url) {
    return LabelerOptions.endpoint(url, MODEL, ProviderProfile.PLAIN)
        .withDeadline(Duration.ofSeconds(20));
  }

  private static LabelFunction<String, String> function(LabelerOptions options) {
    return new LabelFunction<>(
        options, line -> line, (line, result) -> line + " -> " + result.verdict());
  }

  private static OneInputStreamOperatorTestHarness<String, String> harness(
      LabelFunction<String, String> function, Duration timeout) throws Exception {
    OneInputStreamOperatorTestHarness<String, String> harness =
        new OneInputStreamOperatorTestHarness<>(
            new AsyncWaitOperatorFactory<>(function, timeout.toMillis(), 100, OutputMode.ORDERED),
            Types.STRING.createSerializer(
                new org.apache.flink.api.common.serialization.SerializerConfigImpl()));
    harness.setup();
    return harness;
  }

  private static void process(
      OneInputStreamOperatorTestHarness<String, String> harness, String... lines) throws Exception {
    long time = 0;
    for (String line : lines) {
      harness.processElement(line, ++time);
    }
  }

  private static List<String> labelled(OneInputStreamOperatorTestHarness<String, String> harness)
      throws Exception {
    harness.endInput();
    return new ArrayList<>(harness.extractOutputValues());
  }

  @Test
  void everyRecordGetsItsVerdictInOrder() throws Exception {
    try (LocalLabelServer server = LocalLabelServer.start(0)) {
      LabelerOptions options =
          LabelerOptions.endpoint(server.url(), LocalLabelServer.MODEL, ProviderProfile.PLAIN);
      try (var harness = harness(function(options), options.outerTimeout())) {
        harness.open();
        process(harness, "git status", "vssadmin delete shadows /all", "frobnicate");
        assertThat(labelled(harness))
            .containsExactly(
                "git status -> BENIGN",
                "vssadmin delete shadows /all -> MALICIOUS",
                "frobnicate -> ABSTAINED");
      }
    }
  }

  @Test
  void whateverTheServerDoesEveryRecordComesOutExactlyOnce() throws Exception {
    FakeOpenAi.Reply[] replies = {
      FakeOpenAi.verdict("BENIGN"),
      new FakeOpenAi.Reply(200, java.util.Map.of(), "garbage", Duration.ZERO),
      new FakeOpenAi.Reply(400, java.util.Map.of(), "", Duration.ZERO),
      FakeOpenAi.verdict("BENIGN").after(Duration.ofMillis(50)),
    };
    try (FakeOpenAi fake = FakeOpenAi.answering((n, r) -> replies[n % replies.length])) {
      LabelerOptions options = asking(fake.url());
      try (var harness = harness(function(options), options.outerTimeout())) {
        harness.open();
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
          lines.add("tool --number " + i);
        }
        process(harness, lines.toArray(String[]::new));
        List<String> out = labelled(harness);
        assertThat(out).extracting(o -> o.replaceFirst(" -> .*", "")).isEqualTo(lines);
        assertThat(out).filteredOn(o -> o.endsWith("BENIGN")).hasSize(100);
        assertThat(out).filteredOn(o -> o.endsWith("ABSTAINED")).hasSize(100);
      }
    }
  }

  @Test
  void aServerThatIsNotThereAbstains() throws Exception {
    LabelerOptions options = asking(FakeOpenAi.nobody());
    try (var harness = harness(function(options), options.outerTimeout())) {
      harness.open();
      process(harness, "ls", "ps");
      assertThat(labelled(harness)).containsExactly("ls -> ABSTAINED", "ps -> ABSTAINED");
    }
  }

  @Test
  void theOperatorsTimeoutIsAnAbstentionNotAFailure() throws Exception {
    try (FakeOpenAi fake =
        FakeOpenAi.always(FakeOpenAi.verdict("BENIGN").after(Duration.ofSeconds(15)))) {
      LabelFunction<String, String> function =
          new LabelFunction<>(
              asking(fake.url()), line -> line, (line, result) -> line + ": " + result.reason());
      try (var harness = harness(function, Duration.ofMillis(100))) {
        harness.open();
        harness.setProcessingTime(0);
        process(harness, "ls");
        harness.setProcessingTime(101);
        assertThat(labelled(harness)).containsExactly("ls: timeout after 25 s");
      }
    }
  }

  @Test
  void callsInFlightAreAskedAgainAfterARestoreAndTheBudgetRemembers() throws Exception {
    OperatorSubtaskState snapshot;
    CountDownLatch held = new CountDownLatch(1);
    try (FakeOpenAi fake =
        FakeOpenAi.answering(
            (n, r) -> {
              awaitQuietly(held);
              return FakeOpenAi.verdict("BENIGN");
            })) {
      LabelerOptions options = asking(fake.url()).withCaps(10, Long.MAX_VALUE);
      try (var harness = harness(function(options), options.outerTimeout())) {
        harness.open();
        process(harness, "ls", "ps");
        assertThat(harness.extractOutputValues()).isEmpty();
        snapshot = harness.snapshot(1, 1);
      } finally {
        held.countDown();
      }
      assertThat(options.budget().calls()).isEqualTo(2);
    }
    try (FakeOpenAi fake = FakeOpenAi.always(FakeOpenAi.verdict("BENIGN"))) {
      // Another JVM: nothing is spent there yet, but the checkpoint says that two calls were.
      LabelerOptions options = asking(fake.url()).withCaps(10, Long.MAX_VALUE);
      try (var harness = harness(function(options), options.outerTimeout())) {
        harness.initializeState(snapshot);
        harness.open();
        process(harness, "df");
        assertThat(labelled(harness))
            .containsExactly("ls -> BENIGN", "ps -> BENIGN", "df -> BENIGN");
      }
      assertThat(fake.received()).hasSize(3);
      assertThat(options.budget().calls()).isEqualTo(5);
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
  void aFunctionThatCannotMakeItsOutputFailsTheJobInsteadOfWaiting() throws Exception {
    LabelFunction<String, String> function =
        new LabelFunction<>(
            LabelerOptions.none(),
            line -> line,
            (line, result) -> {
              throw new IllegalStateException("defect");
            });
    try (var harness = harness(function, Duration.ofSeconds(20))) {
      harness.getEnvironment().setExpectedExternalFailureCause(Throwable.class);
      harness.open();
      process(harness, "ls");
      harness.endInput();
      assertThat(harness.getEnvironment().getActualExternalFailureCause())
          .hasValueSatisfying(failure -> assertThat(failure).hasStackTraceContaining("defect"));
    }
  }

  @Test
  void travelsToTheCluster() throws Exception {
    LabelFunction<String, String> copy = InstantiationUtil.clone(function(LabelerOptions.none()));
    assertThat(copy).isNotNull();
  }
}
