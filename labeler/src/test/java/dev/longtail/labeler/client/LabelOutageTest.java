package dev.longtail.labeler.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.labeler.client.FakeOpenAi.Reply;
import dev.longtail.labeler.redaction.Redactor;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real client and a real server that is away for a while; pauses are a tenth of a second. */
@Timeout(60)
class LabelOutageTest {
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final Budget budget = new Budget(100_000, Long.MAX_VALUE);
  private final List<String> said = new ArrayList<>();

  private Map<String, LabelResult> askAll(String url, int questions) throws Exception {
    Map<String, LabelResult> answers = new TreeMap<>();
    try (OpenAiLabelClient client =
        new OpenAiLabelClient(
            Endpoint.parse(url),
            OfferedModel.named("m"),
            ProviderProfile.PLAIN,
            new OpenAiLabelClient.Limits(Duration.ofSeconds(20), 1_000),
            Optional.empty(),
            new Ledger(budget),
            new VerdictCache(10_000),
            new Redactor(),
            OpenAiLabelClient.Manner.DEFAULT.withBreakerPause(PAUSE))) {
      DeskLoop loop = new DeskLoop((well, text) -> said.add(text));
      LabelDesk<String> desk = new LabelDesk<>(client, 8, line -> line, answers::put, loop);
      IntStream.range(0, questions).forEach(i -> desk.take("tool --number " + i));
      desk.end(Duration.ofSeconds(20));
      loop.run(desk);
    }
    return answers;
  }

  private static Reply after(long outageEnds, int status) {
    return System.nanoTime() < outageEnds ? Reply.of(status, "") : FakeOpenAi.verdict("BENIGN");
  }

  /** Whatever a server answers to every question says nothing about any of them. */
  @ParameterizedTest
  @ValueSource(ints = {200, 302, 400, 401, 403, 413, 422, 429, 500, 529})
  void aSecondOfAnyStatusAbstainsNothing(int status) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(1).toNanos();
    try (FakeOpenAi fake =
        FakeOpenAi.answering(
            (n, r) ->
                System.nanoTime() < end
                    ? Reply.of(status, "<html>maintenance</html>")
                    : FakeOpenAi.verdict("BENIGN"))) {
      int lines = 60;
      Map<String, LabelResult> answers = askAll(fake.url(), lines);
      assertThat(answers).hasSize(lines);
      assertThat(answers.values()).filteredOn(a -> a.verdict() != Verdict.BENIGN).isEmpty();
    }
  }

  @Test
  void aSecondWithoutAServerAbstainsNothing() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    ExecutorService late = Executors.newSingleThreadExecutor();
    try {
      Future<FakeOpenAi> server =
          late.submit(
              () -> {
                Thread.sleep(1_000);
                return FakeOpenAi.at(port, (n, r) -> FakeOpenAi.verdict("BENIGN"));
              });
      Map<String, LabelResult> answers = askAll("http://127.0.0.1:" + port, 60);
      server.get().close();
      assertThat(answers.values())
          .hasSize(60)
          .allMatch(answer -> answer.verdict() == Verdict.BENIGN);
    } finally {
      late.shutdownNow();
    }
  }

  @Test
  void aSecondOf404AbstainsNothing() throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(1).toNanos();
    try (FakeOpenAi fake = FakeOpenAi.answering((n, r) -> after(end, 404))) {
      Map<String, LabelResult> answers = askAll(fake.url(), 2_000);
      assertThat(answers).hasSize(2_000);
      assertThat(answers.values()).allMatch(answer -> answer.verdict() == Verdict.BENIGN);
      // At most 8 before the breaker opens, then one each tenth of a second.
      assertThat(fake.received()).hasSizeBetween(2_001, 2_040);
      assertThat(budget.calls()).isEqualTo(fake.received().size());
      assertThat(said).hasSizeLessThanOrEqualTo(2);
    }
  }

  @Test
  void aServerThatComesAndGoesGetsEveryQuestionAnswered() throws Exception {
    AtomicInteger served = new AtomicInteger();
    try (FakeOpenAi fake =
        FakeOpenAi.answering(
            (n, r) -> {
              boolean away = (System.nanoTime() / 200_000_000) % 2 == 0;
              if (!away) {
                served.incrementAndGet();
              }
              return away
                  ? Reply.of(n % 2 == 0 ? 503 : 401, "")
                  : FakeOpenAi.verdict("BENIGN").after(Duration.ofMillis(10));
            })) {
      Map<String, LabelResult> answers = askAll(fake.url(), 60);
      assertThat(answers.values())
          .hasSize(60)
          .allMatch(answer -> answer.verdict() == Verdict.BENIGN);
      assertThat(served.get()).isEqualTo(60); // nothing paid twice
    }
  }

  @Test
  void aServerThatDoesNotNameItsModelYetIsAskedForItAgain() throws Exception {
    AtomicBoolean away = new AtomicBoolean(true);
    try (FakeOpenAi fake =
            FakeOpenAi.answering(
                (n, r) -> {
                  if (away.get()) {
                    return Reply.of(503, "");
                  }
                  return r.path().endsWith("/models")
                      ? Reply.of(200, "{\"data\":[{\"id\":\"late\"}]}")
                      : FakeOpenAi.verdict("BENIGN");
                });
        LabelClient client =
            LabelerOptions.endpoint(fake.url(), "", ProviderProfile.PLAIN).open()) {
      assertThat(client.pause()).isPresent();
      assertThat(client.question("ls")).isEmpty();
      assertThat(client.label("ls").join().again()).isEqualTo(LabelResult.Again.UNSENT);
      away.set(false);
      Map<String, LabelResult> answers = new TreeMap<>();
      DeskLoop loop = new DeskLoop((well, text) -> said.add(text));
      LabelDesk<String> desk = new LabelDesk<>(client, 8, line -> line, answers::put, loop);
      desk.take("ls");
      desk.take("ps");
      desk.end(Duration.ofSeconds(20));
      loop.run(desk);
      assertThat(answers.values()).hasSize(2).allMatch(answer -> answer.model().equals("late"));
      assertThat(client.question("ls")).isPresent();
    }
  }
}
