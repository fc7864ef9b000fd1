package dev.longtail.labeler.client;

import static dev.longtail.labeler.client.ScriptedClient.benign;
import static dev.longtail.labeler.client.ScriptedClient.passing;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.labeler.client.LabelResult.Again;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.junit.jupiter.api.Test;

class LabelDeskTest {
  private static final LabelResult DOWN = passing("http 503", Again.FAILED);

  private final ScriptedClient client = new ScriptedClient();
  private final List<String> out = new ArrayList<>();
  private final List<String> reasons = new ArrayList<>();
  private final List<String> said = new ArrayList<>();
  private final PriorityQueue<Long> alarms = new PriorityQueue<>();
  private long now = 1_000_000;

  private final LabelDesk<String> desk =
      new LabelDesk<>(
          client,
          2,
          line -> line,
          (line, answer) -> {
            out.add(line + " " + answer.verdict());
            reasons.add(answer.reason());
          },
          new LabelDesk.Home() {
            @Override
            public void execute(Runnable task) {
              task.run();
            }

            @Override
            public void wake(long millis) {
              alarms.add(millis);
            }

            @Override
            public long now() {
              return now;
            }

            @Override
            public void say(boolean well, String text) {
              said.add(text);
            }
          });

  /** Time passes; the desk wakes when it asked to. */
  private void pass(Duration time) {
    long end = now + time.toMillis();
    while (!alarms.isEmpty() && alarms.peek() <= end) {
      now = Math.max(now, alarms.remove());
      desk.pump();
    }
    now = end;
  }

  @Test
  void asksTheOldestFirstAndNotMoreThanItMay() {
    for (String line : List.of("a", "b", "c")) {
      desk.take(line);
    }
    assertThat(client.lines()).containsExactly("a", "b");
    assertThat(desk.inFlight()).isEqualTo(2);
    client.asked().get(1).answer().complete(benign());
    assertThat(client.lines()).containsExactly("a", "b", "c");
    assertThat(out).containsExactly("b BENIGN");
    assertThat(desk.waiting()).isEqualTo(2);
  }

  @Test
  void whatFailsWhileOthersAreAnsweredIsGivenUp() {
    desk.take("poison");
    for (int other = 0;
        other < 40 && out.stream().noneMatch(o -> o.startsWith("poison"));
        other++) {
      complete("poison", DOWN);
      desk.take("other " + other);
      complete("other " + other, benign());
      pass(Duration.ofMinutes(6));
    }
    assertThat(out).filteredOn("poison ABSTAINED"::equals).hasSize(1);
    String reason = reasons.get(out.indexOf("poison ABSTAINED"));
    assertThat(reason)
        .isEqualTo(
            "fails alone: 20 calls failed while others were answered, the last with: http 503");
    assertThat(AbstentionKind.of(reason)).isEqualTo(AbstentionKind.FAILED_ALONE);
    assertThat(desk.waiting()).isZero();
    pass(Duration.ofDays(1));
    assertThat(client.lines()).filteredOn("poison"::equals).hasSize(21);
  }

  @Test
  void whatFailsWhileNobodyElseIsAnsweredStays() {
    desk.take("poison");
    for (int round = 0; round < 60; round++) {
      complete("poison", DOWN);
      client.answerBy(line -> line.startsWith("known") ? benign() : null);
      desk.take("known " + round); // answered from memory, so the server may be down
      client.answerBy(line -> null);
      pass(Duration.ofMinutes(6));
    }
    assertThat(desk.waiting()).isEqualTo(1);
    assertThat(client.lines()).filteredOn("poison"::equals).hasSize(61);
  }

  private void complete(String line, LabelResult result) {
    client.asked().stream()
        .filter(asked -> asked.line().equals(line) && !asked.answer().isDone())
        .findFirst()
        .orElseThrow()
        .answer()
        .complete(result);
  }

  @Test
  void aFailureThatPassesIsAskedAgainAfterItsPause() {
    client.answerBy(line -> DOWN);
    desk.take("a");
    assertThat(out).isEmpty();
    pass(Duration.ofMillis(499));
    assertThat(client.lines()).hasSize(1);
    pass(Duration.ofMillis(501));
    assertThat(client.lines()).hasSize(2);
    pass(Duration.ofMinutes(60));
    // 1 s, 2 s, ... 256 s, then 5 minutes; each spread by up to a half
    assertThat(client.lines().size()).isBetween(20, 40);
    client.answerBy(line -> benign());
    pass(Duration.ofMinutes(5));
    assertThat(out).containsExactly("a BENIGN");
    assertThat(desk.waiting()).isZero();
  }

  @Test
  void anAbstentionThatLastsLeaves() {
    client.answerBy(line -> LabelResult.abstained("refused", "m", "p"));
    desk.take("a");
    assertThat(out).containsExactly("a ABSTAINED");
  }

  @Test
  void whileTheEndpointIsDownNothingIsAskedAndNothingAbstains() {
    client.pauseFor("endpoint down", Duration.ofSeconds(30));
    for (int i = 0; i < 500; i++) {
      desk.take("line " + i);
    }
    assertThat(client.lines()).isEmpty();
    assertThat(said)
        .containsExactly("nothing is asked of the labeler for now: endpoint down; 1 requests wait");
    assertThat(desk.downSince()).isEqualTo(1_000_000);
    client.goOn();
    client.answerBy(line -> benign());
    pass(Duration.ofSeconds(31));
    assertThat(out).hasSize(500);
    assertThat(said).hasSize(2).last().asString().contains("answers again after 30 s");
    assertThat(desk.downSince()).isZero();
  }

  @Test
  void aShortPauseIsNotWorthALine() {
    client.pauseFor("http 429", Duration.ofSeconds(1));
    desk.take("a");
    client.goOn();
    client.answerBy(line -> benign());
    pass(Duration.ofSeconds(1));
    assertThat(out).hasSize(1);
    assertThat(said).isEmpty();
  }

  @Test
  void aQuestionThatWasNotSentIsNoFailureAndStaysTheNext() {
    client.answerBy(line -> passing("endpoint down", Again.UNSENT));
    desk.take("a");
    desk.take("b");
    assertThat(client.lines()).containsExactly("a");
    pass(Duration.ofMinutes(10));
    assertThat(client.lines().size()).isLessThan(40);
    assertThat(client.lines()).containsOnly("a");
    assertThat(desk.requests()).extracting(LabelDesk.Waiting::failures).containsExactly(0, 0);
    assertThat(desk.isDown()).isTrue();
    assertThat(desk.isSpent()).isFalse();
  }

  @Test
  void whatTheBudgetHasNoRoomForWaitsAndTheOthersAreAskedAbout() {
    client.answerBy(
        line ->
            line.startsWith("known")
                ? benign()
                : passing("budget: all 7 calls are spent", Again.SPENT));
    for (String line : List.of("a", "known 1", "b", "known 2")) {
      desk.take(line);
    }
    pass(Duration.ofMinutes(10));
    assertThat(client.lines()).containsExactly("a", "known 1", "b", "known 2");
    assertThat(out).containsExactly("known 1 BENIGN", "known 2 BENIGN");
    assertThat(desk.waiting()).isEqualTo(2);
    assertThat(desk.isDown()).isTrue();
    assertThat(desk.isSpent()).isTrue();
    assertThat(said)
        .containsExactly(
            "nothing is asked of the labeler for now: budget: all 7 calls are spent; 1 requests"
                + " wait");
  }

  @Test
  void whatItsWindowHasNoRoomForStopsNobodyElse() {
    client.answerBy(
        line ->
            line.startsWith("sunday")
                ? passing("budget of window 2025-01-05: all 7 calls", Again.WINDOW_SPENT)
                : benign());
    for (int i = 0; i < 2_000; i++) {
      desk.take("sunday " + i);
    }
    desk.take("monday");
    assertThat(out).containsExactly("monday BENIGN");
    assertThat(desk.waitingForWindow()).isEqualTo(2_000);
    assertThat(desk.isDown()).isFalse();
    assertThat(desk.isSpent()).isFalse();
    assertThat(said).isEmpty();
    assertThat(desk.requests()).hasSize(2_000);
    desk.end(Duration.ofHours(1));
    assertThat(desk.isOver()).isTrue();
    assertThat(client.lines()).hasSize(2_001);
  }

  @Test
  void aDeskThatWasEndedGivesUpAfterItsPatience() {
    client.answerBy(line -> line.equals("good") ? benign() : DOWN);
    desk.take("bad");
    desk.end(Duration.ofSeconds(60));
    pass(Duration.ofSeconds(59));
    assertThat(desk.isOver()).isFalse();
    pass(Duration.ofSeconds(1));
    assertThat(desk.isOver()).isTrue();
    int asked = client.lines().size();
    pass(Duration.ofHours(1));
    assertThat(client.lines()).hasSize(asked);
    List<String> left = new ArrayList<>();
    desk.giveUp((line, reason) -> left.add(line + ": " + reason.reason()));
    assertThat(left).containsExactly("bad: http 503");
    assertThat(desk.waiting()).isZero();
  }

  @Test
  void anAnswerRenewsThePatience() {
    client.answerBy(line -> line.equals("slow") ? null : DOWN);
    desk.take("slow");
    desk.take("bad");
    desk.end(Duration.ofSeconds(60));
    pass(Duration.ofSeconds(59));
    client.asked().get(0).answer().complete(benign());
    pass(Duration.ofSeconds(59));
    assertThat(desk.isOver()).isFalse();
    pass(Duration.ofSeconds(1));
    assertThat(desk.isOver()).isTrue();
  }

  @Test
  void aSpentBudgetNeedsNoPatience() {
    client.answerBy(line -> passing("budget: all 7 calls are spent", Again.SPENT));
    desk.take("a");
    desk.end(Duration.ofHours(1));
    assertThat(desk.isOver()).isTrue();
  }

  @Test
  void whatWasWaitingKeepsItsFailuresAndItsTime() {
    client.answerBy(line -> DOWN);
    desk.take("a");
    pass(Duration.ofSeconds(20));
    List<LabelDesk.Waiting<String>> kept = desk.requests();
    assertThat(kept)
        .singleElement()
        .satisfies(
            waiting -> {
              assertThat(waiting.failures()).isGreaterThan(3);
              assertThat(waiting.notBefore()).isGreaterThan(now);
            });
  }
}
