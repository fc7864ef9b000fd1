package dev.longtail.job.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.detectors.window.Sighting;
import dev.longtail.udfs.event.CommandEvent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScoreWindowTest {
  private final AlertThresholds known = new AlertThresholds();
  private final ScoreWindow window = new ScoreWindow(0, new ScoreWindow.Limits(2, 3));
  private final List<Detection> sent = new ArrayList<>();

  static ScoredLine line(String cmd, String eventId, long ts, double score) {
    return new ScoredLine(
        Sighting.of(new CommandEvent(eventId, ts, "h", "u", "linux", "", "", cmd)),
        new LiveModel("/m", "m", 0.8, ""),
        score);
  }

  private static ScoredLine line(String cmd, double score) {
    return line(cmd, "e-" + cmd, 5, score);
  }

  private List<String> sentLines() {
    return sent.stream().map(each -> each.line().sighting().commandLine()).toList();
  }

  private static List<String> lines(List<Detection> of) {
    return of.stream().map(each -> each.line().sighting().commandLine()).toList();
  }

  @Test
  void allThatReachTheThresholdAreDetections() {
    for (double score : new double[] {0.79, 0.8, 0.9, 0.95, 0.99}) {
      window.decide(line("x" + score, score), known, sent::add);
    }
    assertThat(sentLines()).containsExactly("x0.8", "x0.9", "x0.95", "x0.99");
    assertThat(window.detections()).isEqualTo(4);
  }

  @Test
  void asksForAThresholdThatKeepsTheBudget() {
    for (double score : new double[] {0.6, 0.9, 0.95, 0.99}) {
      window.decide(line("x" + score, score), known, sent::add);
    }
    for (int i = 0; i < 5; i++) {
      window.close(known);
    }
    assertThat(known.of("m", 0.8)).isEqualTo(0.95);
  }

  @Test
  void asksForNoThresholdBelowWhatItSees() {
    window.decide(line("x", 0.99), known, sent::add);
    for (int i = 0; i < 4; i++) {
      window.close(known);
    }
    assertThat(known.of("m", 0.8)).isBetween(0.5, 0.501); // a fourth of the odds of 0.8
    assertThat(new LiveModel("", "", 0.9, "").floor()).isBetween(0.692, 0.693);
    assertThat(new LiveModel("", "", 1, "").floor()).isEqualTo(1);
  }

  @Test
  void theQueueHoldsTheNearestOnBothSidesWhateverTheOrder() {
    Set<List<String>> queues = new HashSet<>();
    List<ScoredLine> all = new ArrayList<>();
    for (double score : new double[] {0.3, 0.5, 0.7, 0.79, 0.81, 0.95, 0.99}) {
      all.add(line("x" + score, score));
    }
    all.add(line("y0.81", 0.81));
    all.add(line("z0.81", 0.81));
    for (int i = 0; i < 20; i++) {
      Collections.shuffle(all, new Random(i));
      ScoreWindow again = new ScoreWindow(0, new ScoreWindow.Limits(2, 3));
      all.forEach(each -> again.decide(each, known, sent::add));
      List<String> queue = lines(again.queue());
      assertThat(queue).hasSize(3).contains("x0.79");
      assertThat(queue.subList(1, 3)).allMatch(cmd -> cmd.endsWith("0.81"));
      queues.add(queue);
    }
    assertThat(queues).hasSize(1);
  }

  @Test
  void aCommandThatTheWindowForgotIsSentOnce() {
    window.decide(line("x", 0.9), known, sent::add);
    window.decide(line("x", "later", 7, 0.9), known, sent::add);
    assertThat(sentLines()).containsExactly("x");
    assertThat(window.queue()).hasSize(1);
  }

  @Test
  void heldLinesAreDecidedByTheWindowBefore() {
    window.hold(line("x", 0.85), known, sent::add);
    assertThat(window.holds()).isTrue();
    assertThat(sent).isEmpty();
    for (int i = 0; i < 4; i++) {
      known.closed("m", 0.8, 0.9);
    }
    window.decideHeld(known, sent::add);
    assertThat(window.holds()).isFalse();
    assertThat(sent).isEmpty();
    assertThat(lines(window.queue())).containsExactly("x");
  }

  @Test
  void tooManyHeldLinesAreDecidedByWhatIsKnownAndNoneIsLost() {
    for (int i = 0; i < ScoreWindow.MOST_HELD + 7; i++) {
      window.hold(line("x" + i, 0.9), known, sent::add);
    }
    assertThat(sentLines()).hasSize(7).contains("x0", "x6");
    window.decideHeld(known, sent::add);
    assertThat(sent).hasSize(ScoreWindow.MOST_HELD + 7);
  }

  @Test
  void inOrderTheFirstEventOfATimeIsTold() {
    window.decideInOrder(line("x", "e2", 5, 0.9), known, sent::add);
    window.decideInOrder(line("y", "e3", 5, 0.9), known, sent::add);
    window.decideInOrder(line("x", "e1", 5, 0.9), known, sent::add);
    assertThat(sent).isEmpty();
    window.decideInOrder(line("z", "e4", 6, 0.9), known, sent::add);
    assertThat(sent)
        .extracting(each -> each.line().sighting().eventId())
        .containsExactly("e1", "e3");
    window.decideLast(known, sent::add);
    assertThat(sentLines()).containsExactly("x", "y", "z");
  }

  @Test
  void aWindowOfTwoModelsAsksForNothing() {
    window.decide(line("x", 0.99), known, sent::add);
    window.decide(
        new ScoredLine(line("y", 0.99).sighting(), new LiveModel("/o", "other", 0.7, ""), 0.99),
        known,
        sent::add);
    for (int i = 0; i < 7; i++) {
      window.close(known);
    }
    assertThat(known.of("m", 0.8)).isEqualTo(0.8);
    assertThat(known.of("other", 0.7)).isEqualTo(0.7);
  }

  @Test
  void comesBackFromState() throws IOException {
    window.decide(line("x", 0.9), known, sent::add);
    window.decide(line("w", 0.7), known, sent::add);
    window.hold(line("held", 0.9), known, sent::add);
    window.decideInOrder(line("now", 0.9), known, sent::add);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    window.write(new DataOutputStream(bytes));
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    for (ScoreWindow each : List.of(ScoreWindow.read(in), window.copy())) {
      sent.clear();
      each.decide(line("x", 0.9), known, sent::add);
      assertThat(sent).isEmpty();
      assertThat(each.queue()).isEqualTo(window.queue());
      each.decideHeld(known, sent::add);
      each.decideLast(known, sent::add);
      assertThat(sentLines()).containsExactly("held", "now");
      assertThat(each.detections()).isEqualTo(3);
    }
    assertThat(in.available()).isZero();
    assertThat(window.detections()).isEqualTo(1);
  }
}
