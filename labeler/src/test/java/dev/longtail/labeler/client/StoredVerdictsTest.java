package dev.longtail.labeler.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.labeler.redaction.Redactor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class StoredVerdictsTest {
  private static final LabelResult BENIGN =
      new LabelResult(Verdict.BENIGN, "lists files", "some-model", "p1");
  private static final LabelResult MALICIOUS =
      new LabelResult(Verdict.MALICIOUS, "deletes shadow copies", "some-model", "p1");

  private final MemoryStore store = new MemoryStore();
  private long now = 1_000;

  private StoredVerdicts open() throws IOException {
    return StoredVerdicts.open(store, new Redactor(), () -> now);
  }

  private List<String> segments() {
    return store.texts.keySet().stream().filter(name -> name.startsWith("verdicts-")).toList();
  }

  @Test
  void whatOneRunHasPaidForTheNextOneKnows() throws IOException {
    try (StoredVerdicts first = open()) {
      first.put("a", "judge", BENIGN);
      first.put("b", "judge", MALICIOUS);
      first.put("c", "judge", LabelResult.abstained("refused", "some-model", "p1"));
      assertThat(first.get("a")).contains(BENIGN);
    }
    assertThat(segments()).hasSize(1);
    try (StoredVerdicts second = open()) {
      assertThat(second.size()).isEqualTo(2);
      assertThat(second.get("a")).contains(BENIGN);
      assertThat(second.get("b")).contains(MALICIOUS);
      assertThat(second.get("c")).isEmpty();
      second.put("a", "judge", BENIGN);
    }
    assertThat(segments()).hasSize(1);
  }

  @Test
  void anEndThatWasCutOffAndDamagedEntriesAreSkipped() throws IOException {
    try (StoredVerdicts first = open()) {
      for (String key : List.of("a", "b", "c", "d")) {
        first.put(key, "judge", MALICIOUS);
      }
    }
    String name = segments().get(0);
    String[] lines = store.texts.get(name).split("\n");
    store.texts.put(
        name,
        String.join(
            "\n",
            lines[0],
            lines[1].replace("MALICIOUS", "BENIGN"), // somebody wrote into it
            "no json",
            lines[2],
            lines[3].substring(0, lines[3].length() / 2)));
    try (StoredVerdicts second = open()) {
      assertThat(second.size()).isEqualTo(2);
      assertThat(second.get("a")).contains(MALICIOUS);
      assertThat(second.get("b")).isEmpty();
      assertThat(second.get("c")).contains(MALICIOUS);
      assertThat(second.get("d")).isEmpty();
    }
  }

  @Test
  void theNumberOfSegmentsIsBounded() throws IOException {
    for (int run = 0; run < 150; run++) {
      try (StoredVerdicts one = open()) {
        one.put("run " + run, "judge", BENIGN);
        now++;
      }
      assertThat(segments()).hasSizeLessThanOrEqualTo(66);
    }
    try (StoredVerdicts last = open()) {
      assertThat(last.size()).isEqualTo(150);
      for (int i = 0; i < 40 * 500; i++) {
        last.put("long run " + i, "judge", BENIGN);
      }
    }
    assertThat(segments()).hasSizeLessThanOrEqualTo(66 + 16);
    assertThat(open().size()).isEqualTo(150 + 20_000);
  }

  @Test
  void verdictsOfTwoRunsAtOnceAreNotLost() throws IOException {
    StoredVerdicts one = open();
    StoredVerdicts other = open();
    one.put("a", "judge", BENIGN);
    other.put("b", "judge", BENIGN);
    one.close();
    other.close();
    assertThat(open().size()).isEqualTo(2);
  }

  @Test
  void aReasonThatTellsASecretTellsItNot() throws IOException {
    try (StoredVerdicts one = open()) {
      one.put(
          "a",
          "judge",
          new LabelResult(Verdict.BENIGN, "runs mysql --password=Tr0ub4dor&3x", "m", "p"));
    }
    assertThat(store.texts.toString()).doesNotContain("Tr0ub4dor");
  }

  @Test
  void whatCannotBeWrittenIsTriedAgain() throws IOException {
    StoredVerdicts one = open();
    store.breakFor(name -> true);
    one.put("a", "judge", BENIGN);
    one.close();
    assertThat(segments()).isEmpty();
    store.breakFor(name -> false);
    one.put("b", "judge", BENIGN);
    one.close();
    assertThat(open().size()).isEqualTo(2);
  }

  @Test
  void aJudgeThatWasHaltedIsNotBelievedByALaterRunEither() throws IOException {
    try (StoredVerdicts one = open()) {
      one.put("a", "judge", BENIGN);
      one.put("b", "judge", MALICIOUS);
      one.put("c", "another", BENIGN);
    }
    try (StoredVerdicts two = open()) {
      two.put("d", "judge", BENIGN);
      two.forget("judge");
      assertThat(two.get("a")).isEmpty();
      assertThat(two.get("d")).isEmpty();
      assertThat(two.get("b")).isPresent();
    }
    now++;
    try (StoredVerdicts three = open()) {
      assertThat(three.get("a")).isEmpty();
      assertThat(three.get("b")).isPresent();
      assertThat(three.get("c")).isPresent();
      three.put("a", "judge", BENIGN); // by a later canary
    }
    assertThat(open().get("a")).isPresent();
  }

  /** A judge that is asked through canaries, as a test says. */
  private LabelClient canaried(ScriptedClient judge) throws IOException {
    return open().before(new CanaryLabelClient(judge, Canaries.BUILT_IN));
  }

  @Test
  void nothingIsKeptThatNoCanaryHasSeen() throws IOException {
    ScriptedClient judge = new ScriptedClient();
    LabelClient client = canaried(judge);
    judge.answerBy(line -> line.startsWith("ls") ? BENIGN : null);
    CompletableFuture<LabelResult> waits = client.label("ls");
    assertThat(judge.asked()).hasSize(2);
    client.close(); // before its canary is answered
    assertThat(waits).isNotDone();
    assertThat(segments()).isEmpty();

    ScriptedClient next = new ScriptedClient();
    next.answerBy(line -> line.startsWith("ls") ? BENIGN : MALICIOUS);
    client = canaried(next);
    assertThat(client.label("ls").join()).isEqualTo(BENIGN);
    assertThat(next.asked()).hasSize(2);
    assertThat(client.label("ls").join()).isEqualTo(BENIGN);
    client.close();

    ScriptedClient unasked = new ScriptedClient();
    client = canaried(unasked);
    assertThat(client.label("ls").join()).isEqualTo(BENIGN);
    assertThat(client.quotes("ls")).containsExactly(Quote.KNOWN);
    assertThat(unasked.asked()).isEmpty();
    client.close();

    // Without canaries a run may believe what one with canaries may not.
    LabelClient bare = open().before(unasked);
    assertThat(bare.label("ls")).isNotDone();
    bare.close();
  }

  @Test
  void aHaltForgetsWhatTheJudgeHadSaid() throws IOException {
    ScriptedClient judge = new ScriptedClient();
    judge.answerBy(line -> line.startsWith("ls") ? BENIGN : MALICIOUS);
    LabelClient client = canaried(judge);
    assertThat(client.label("ls 1").join()).isEqualTo(BENIGN);
    judge.answerBy(line -> BENIGN); // it has been talked round
    assertThat(client.label("ls 2").join().passing()).isTrue();
    assertThat(client.isHalted()).isTrue();
    assertThat(client.label("ls 1").join().passing()).isTrue();
    client.close();
    now++;
    ScriptedClient next = new ScriptedClient();
    client = canaried(next);
    assertThat(client.label("ls 1")).isNotDone();
    assertThat(next.lines()).containsExactly("ls 1");
    client.close();
  }

  @Test
  void anEstimateCountsWhatWouldBeAskedAndSendsNothing() throws IOException {
    String nobody = FakeOpenAi.nobody();
    Prices prices = new Prices(Map.of("some-*", new TokenPrice(1, 4)), null);
    LabelerOptions options =
        LabelerOptions.endpoint(nobody, "some-model", ProviderProfile.PLAIN)
            .withConcurrency(2)
            .withSpending(new SpendingPlan(Caps.NONE, Caps.NONE, prices));
    try (StoredVerdicts one = open();
        LabelClient judge = options.openForQuotes()) {
      String question = judge.question("git status").orElseThrow();
      one.put(VerdictCache.key(judge.identity(), question), judge.identity(), BENIGN);
    }
    LabelEstimate estimate = new LabelEstimate(options);
    try (LabelClient client = open().before(options.openForQuotes())) {
      for (String line :
          List.of("ls -la", "ls -la", "git status", "df -h", "x".repeat(9_000), "")) {
        estimate.add(client.quotes(line));
      }
    }
    assertThat(estimate.lines()).isEqualTo(6);
    assertThat(estimate.questions()).isEqualTo(2);
    assertThat(estimate.equal()).isEqualTo(1);
    assertThat(estimate.known()).isEqualTo(1);
    assertThat(estimate.notAsked()).isEqualTo(2);
    assertThat(estimate.likely().calls()).isEqualTo(2);
    assertThat(estimate.likely().tokens()).isBetween(800L, 1_400L);
    assertThat(estimate.most().tokens()).isBetween(4_000L, 8_000L);
    assertThat(estimate.likely().cost())
        .isEqualTo(
            1_000 * estimate.likely().promptTokens() + 4_000 * estimate.likely().answerTokens());
    assertThat(String.join("\n", estimate.text()))
        .contains("6 lines: 2 questions, 1 equal", "likely 2 requests", "nothing was sent");

    LabelEstimate withCanaries = new LabelEstimate(options.withCanaries(true));
    List<String> lines = new ArrayList<>();
    try (LabelClient client = options.withCanaries(true).openForQuotes()) {
      for (int i = 0; i < 10; i++) {
        lines.add("ls -la /opt/" + i);
      }
      lines.forEach(line -> withCanaries.add(client.quotes(line)));
    }
    assertThat(withCanaries.likely().calls()).isEqualTo(15);
    assertThat(withCanaries.most().calls()).isEqualTo(20);
    assertThat(withCanaries.questions()).isEqualTo(10);
  }
}
