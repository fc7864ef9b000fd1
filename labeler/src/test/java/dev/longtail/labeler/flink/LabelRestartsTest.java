package dev.longtail.labeler.flink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.labeler.client.Caps;
import dev.longtail.labeler.client.FakeOpenAi;
import dev.longtail.labeler.client.LabelerOptions;
import dev.longtail.labeler.client.Prices;
import dev.longtail.labeler.client.ProviderProfile;
import dev.longtail.labeler.client.SpendingPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.tasks.mailbox.Mail;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A job that is killed twenty times, at any moment, each time in another JVM as far as it can tell:
 * it knows its last checkpoint and its journal. The server counts what it is really asked.
 */
@Timeout(120)
@SuppressWarnings("try") // as in LabelOperatorTest
class LabelRestartsTest {
  private static final int LIVES = 20;
  private static final int LINES = 60;
  private static final Pattern ASKED = Pattern.compile("tool --number ([0-9]+)");

  @TempDir Path folder;

  /** What a source and a sink with exactly-once guarantees keep. */
  private final List<String> committed = new ArrayList<>();

  private OperatorSubtaskState saved;
  private int savedLines;
  private int lines;
  private long checkpoint;
  private int openAtCrashes;
  private final Set<String> openBefore = new HashSet<>();

  private static String line(int number) {
    return "tool --number %04d".formatted(number);
  }

  /** Four lines a window. */
  private static long window(String line) {
    return Long.parseLong(line.substring(line.length() - 4)) / 4 * 86_400_000L;
  }

  private OneInputStreamOperatorTestHarness<String, String> start(LabelerOptions options)
      throws Exception {
    TypeSerializer<String> strings = Types.STRING.createSerializer(new SerializerConfigImpl());
    var harness =
        new OneInputStreamOperatorTestHarness<String, String>(
            new LabelOperatorFactory<>(
                options,
                line -> line,
                LabelRestartsTest::window,
                (line, result) -> line + " -> " + result.verdict(),
                line -> true),
            strings);
    harness.setup(strings);
    if (saved != null) {
      harness.initializeState(saved);
    }
    harness.open();
    lines = savedLines;
    return harness;
  }

  private void live(
      OneInputStreamOperatorTestHarness<String, String> harness, SplittableRandom random)
      throws Exception {
    for (int step = random.nextInt(1, 12); step > 0; step--) {
      if (lines < LINES && random.nextInt(3) > 0) {
        harness.processElement(line(lines), lines);
        lines++;
      }
      Thread.sleep(random.nextInt(12));
      for (Optional<Mail> mail = harness.getTaskMailbox().tryTake(0);
          mail.isPresent();
          mail = harness.getTaskMailbox().tryTake(0)) {
        mail.get().run();
      }
      if (random.nextInt(4) == 0) {
        save(harness, random.nextBoolean());
      }
    }
  }

  private void save(OneInputStreamOperatorTestHarness<String, String> harness, boolean notified)
      throws Exception {
    saved = harness.snapshot(++checkpoint, checkpoint);
    savedLines = lines;
    committed.addAll(harness.extractOutputValues());
    harness.getOutput().clear();
    if (notified) {
      harness.notifyOfCompletedCheckpoint(checkpoint);
    }
  }

  private void countOpenCalls() throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.startsWith("call-") && isOpen(file) && openBefore.add(name)) {
          openAtCrashes++;
        }
      }
    }
  }

  /** A call that the last life takes back may go meanwhile: it was not sent. */
  private static boolean isOpen(Path entry) throws IOException {
    try {
      return Files.size(entry) == 0;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private static long distinct(FakeOpenAi fake) {
    return fake.received().stream()
        .map(
            request -> {
              Matcher asked = ASKED.matcher(request.body());
              return asked.find() ? asked.group(1) : "none";
            })
        .distinct()
        .count();
  }

  private void killed(long seed, SpendingPlan plan, boolean suffices) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    try (FakeOpenAi fake =
        FakeOpenAi.answering(
            (n, request) -> FakeOpenAi.verdict("BENIGN").after(Duration.ofMillis(n % 23)))) {
      LabelerOptions options =
          LabelerOptions.endpoint(fake.url(), "some-model", ProviderProfile.PLAIN)
              .withConcurrency(4)
              .withJournal(folder.toString());
      for (int life = 0; life < LIVES; life++) {
        // Another scope is another JVM: it has not seen what the former one has spent.
        try (var harness = start(options.withSpending(plan))) {
          live(harness, random);
        }
        countOpenCalls();
        assertThat(fake.received().size()).isLessThanOrEqualTo((int) plan.total().calls());
      }
      List<String> waiting = new ArrayList<>();
      try (var harness = start(options.withSpending(plan).withPatience(Duration.ofSeconds(20)))) {
        while (lines < LINES) {
          harness.processElement(line(lines), lines);
          lines++;
        }
        harness.endInput();
        committed.addAll(harness.extractOutputValues());
        for (int i = 0; i < LINES; i++) {
          String line = line(i);
          if (committed.stream().noneMatch(out -> out.startsWith(line + " "))) {
            waiting.add(line);
          }
        }
      }
      assertThat(committed).doesNotHaveDuplicates().allMatch(out -> out.endsWith("-> BENIGN"));
      assertThat(committed.size() + waiting.size()).isEqualTo(LINES);
      assertThat(fake.received().size())
          .isLessThanOrEqualTo((int) plan.total().calls())
          .isLessThanOrEqualTo((int) distinct(fake) + openAtCrashes);
      assertThat(openAtCrashes).as("calls that a crash has hit").isPositive();
      assertThat(waiting.isEmpty()).isEqualTo(suffices);
    }
  }

  @Test
  void onlyCallsInFlightAreRepeatedAndAllIsLabelled() throws Exception {
    killed(1, new SpendingPlan(Caps.of(500L, null, null), Caps.NONE, Prices.UNKNOWN), true);
  }

  @Test
  void theCapIsNeverPassedAndTheRestWaits() throws Exception {
    killed(2, new SpendingPlan(Caps.of(40L, null, null), Caps.NONE, Prices.UNKNOWN), false);
  }

  @Test
  void neitherIsThatOfAWindow() throws Exception {
    SpendingPlan plan =
        new SpendingPlan(Caps.of(500L, null, null), Caps.of(3L, null, null), Prices.UNKNOWN);
    killed(3, plan, false);
    assertThat(committed).hasSizeLessThanOrEqualTo(LINES / 4 * 3);
  }
}
