package dev.longtail.labeler.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.labeler.client.FakeOpenAi.Reply;
import dev.longtail.labeler.client.LabelResult.Again;
import dev.longtail.labeler.redaction.Redactor;
import dev.longtail.udfs.io.InputException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A client whose budget has little room. */
class BudgetedClientTest {
  private static final long SUNDAY = 1_736_035_200_000L;

  private static LabelClient client(String url, Duration deadline, Ledger ledger) {
    return new OpenAiLabelClient(
        Endpoint.parse(url),
        OfferedModel.named("some-model"),
        ProviderProfile.PLAIN,
        new OpenAiLabelClient.Limits(deadline, 1_000),
        Optional.empty(),
        ledger,
        new VerdictCache(100),
        new Redactor());
  }

  private static Ledger ledger() {
    return new Ledger(new Budget(Long.MAX_VALUE, Long.MAX_VALUE));
  }

  private static Reply using(String usage) {
    return Reply.of(
        200,
        FakeOpenAi.completion(FakeOpenAi.answer("BENIGN"), "stop")
            .replaceFirst("\\{", "{\"usage\":%s,".formatted(usage.replace('\'', '"'))));
  }

  private static List<LabelResult> askAtOnce(LabelClient client, int lines) {
    List<CompletableFuture<LabelResult>> answers =
        IntStream.range(0, lines).mapToObj(i -> client.label("ls -la " + i)).toList();
    return answers.stream().map(answer -> answer.orTimeout(40, TimeUnit.SECONDS).join()).toList();
  }

  @Test
  void tokensThatCallsInFlightMayGiveBackAreWaitedForHoweverLongTheyTake() {
    // Room for one request at its upper bound of 2,488, and for eight as they really are.
    Budget budget = new Budget(1_000, 4_800);
    Reply reply = using("{'prompt_tokens':300,'completion_tokens':20,'total_tokens':320}");
    Duration deadline = Duration.ofSeconds(3);
    try (FakeOpenAi fake = FakeOpenAi.always(reply.after(Duration.ofMillis(500)))) {
      try (LabelClient warm = client(fake.url(), deadline.multipliedBy(9), ledger())) {
        assertThat(warm.label("warm up").join().verdict()).isEqualTo(Verdict.BENIGN);
      }
      try (LabelClient client = client(fake.url(), deadline, new Ledger(budget))) {
        assertThat(askAtOnce(client, 8))
            .allSatisfy(result -> assertThat(result.verdict()).isEqualTo(Verdict.BENIGN));
        assertThat(budget.spent()).isEqualTo(new Spent(8, 2_400, 160, 0));
        assertThat(client.isBreakerOpen()).isFalse();
      }
    }
  }

  @Test
  void whoWaitsForRoomLearnsThatThereWillBeNone() {
    Budget budget = new Budget(3, Long.MAX_VALUE);
    try (FakeOpenAi fake = FakeOpenAi.always(FakeOpenAi.verdict("BENIGN"));
        LabelClient client = client(fake.url(), Duration.ofSeconds(20), new Ledger(budget))) {
      assertThat(askAtOnce(client, 10).stream().filter(result -> result.again() == Again.SPENT))
          .hasSize(7);
      assertThat(fake.received()).hasSize(3);
    }
  }

  @Test
  void whoIsClosedWaitsForNothingAndWhatWasSentStaysCounted() throws InterruptedException {
    Budget budget = new Budget(1, Long.MAX_VALUE);
    try (FakeOpenAi fake =
        FakeOpenAi.always(FakeOpenAi.verdict("BENIGN").after(Duration.ofSeconds(5)))) {
      LabelClient client = client(fake.url(), Duration.ofSeconds(20), new Ledger(budget));
      CompletableFuture<LabelResult> first = client.label("ls");
      CompletableFuture<LabelResult> second = client.label("ps");
      while (fake.received().isEmpty()) {
        Thread.sleep(1); // what does not reach the server costs nothing
      }
      client.close();
      assertThat(first.join().again()).isEqualTo(Again.UNSENT);
      assertThat(second.join().again()).isEqualTo(Again.UNSENT);
      assertThat(budget.calls()).isEqualTo(1);
      try (LabelClient next = client(fake.url(), Duration.ofSeconds(20), new Ledger(budget))) {
        assertThat(next.label("df").join().again()).isEqualTo(Again.SPENT);
      }
    }
  }

  @Test
  void noUsageThatAServerTellsSwitchesTheBudgetOff() {
    for (String usage :
        List.of(
            "{'total_tokens':-9223372036854775808}",
            "{'total_tokens':9223372036854775807}",
            "{'prompt_tokens':-1000000000,'completion_tokens':-1,'total_tokens':-1000000001}",
            "{'total_tokens':'none'}",
            "{'prompt_tokens':1e308}",
            "{}")) {
      Budget budget = new Budget(1_000, 40_000);
      try (FakeOpenAi fake = FakeOpenAi.always(using(usage));
          LabelClient client = client(fake.url(), Duration.ofSeconds(20), new Ledger(budget))) {
        List<LabelResult> answers = askAtOnce(client, 30);
        assertThat(answers.stream().filter(result -> result.verdict() == Verdict.BENIGN))
            .as(usage)
            .hasSizeBetween(8, 20)
            .hasSize(fake.received().size());
        assertThat(budget.tokens()).as(usage).isBetween(30_000L, 40_000L);
      }
    }
  }

  @Test
  void moneyIsCappedByThePriceOfTheModel() {
    LabelerOptions options =
        LabelerOptions.endpoint(FakeOpenAi.nobody(), "some-model", ProviderProfile.PLAIN);
    Caps cent = Caps.of(null, null, 0.01);
    Prices prices = new Prices(Map.of("some-*", TokenPrice.parse("10/100")), null);
    assertThatThrownBy(
            () -> options.withSpending(new SpendingPlan(cent, Caps.NONE, Prices.UNKNOWN)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("some-model");
    Reply reply = using("{'prompt_tokens':50,'completion_tokens':5}");
    try (FakeOpenAi fake = FakeOpenAi.always(reply)) {
      LabelerOptions dear =
          LabelerOptions.endpoint(fake.url(), "some-model", ProviderProfile.PLAIN)
              .withSpending(new SpendingPlan(Caps.of(null, null, 0.14), Caps.NONE, prices));
      try (LabelClient client = dear.open()) {
        // A request may cost up to 12 cents, and costs one tenth of a cent.
        List<LabelResult> answers = askAtOnce(client, 30);
        assertThat(answers.stream().filter(result -> result.verdict() == Verdict.BENIGN).count())
            .isEqualTo(fake.received().size())
            .isBetween(2L, 29L);
        assertThat(dear.budget().spent().money()).isLessThan(0.14);
      }
    }
  }

  @Test
  void theShareOfAWindowPaysForItsCanariesToo() {
    try (FakeOpenAi fake =
        FakeOpenAi.answering(
            (n, request) ->
                FakeOpenAi.verdict(request.body().contains("ls -la") ? "BENIGN" : "MALICIOUS"))) {
      LabelerOptions options =
          LabelerOptions.endpoint(fake.url(), "some-model", ProviderProfile.PLAIN)
              .withCanaries(true)
              .withSpending(new SpendingPlan(Caps.NONE, Caps.of(3L, null, null), Prices.UNKNOWN));
      try (LabelClient client = options.open()) {
        assertThat(client.label("ls -la 1", SUNDAY).join().verdict()).isEqualTo(Verdict.BENIGN);
        // The question has the last call of the window, and its canary none.
        assertThat(client.label("ls -la 2", SUNDAY).join().again()).isEqualTo(Again.WINDOW_SPENT);
        assertThat(client.label("ls -la 2", 0).join().verdict()).isEqualTo(Verdict.BENIGN);
        assertThat(options.budget().byWindow().of(SUNDAY).calls()).isEqualTo(3);
        assertThat(options.budget().byWindow().of(0).calls()).isEqualTo(1);
      }
    }
  }
}
