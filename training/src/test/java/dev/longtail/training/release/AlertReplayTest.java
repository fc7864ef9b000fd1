package dev.longtail.training.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.training.classify.CommandClassifier;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AlertReplayTest {
  private final Map<String, Double> ofLive = new HashMap<>();
  private final Map<String, Double> ofCandidate = new HashMap<>();

  private static CommandClassifier by(Map<String, Double> scores) {
    return line -> scores.getOrDefault(line, 0.1);
  }

  private void scores(String line, double live, double candidate) {
    ofLive.put(line, live);
    ofCandidate.put(line, candidate);
  }

  private AlertReplay replay(OptionalDouble liveThreshold, int alertsPerDay) {
    return new AlertReplay(
        by(ofLive),
        by(ofCandidate),
        liveThreshold,
        alertsPerDay,
        line -> line.startsWith("attack"));
  }

  @Test
  void saysWhichAlertsComeAndGo() {
    scores("old alarm", 0.9, 0.2);
    scores("new alarm", 0.2, 0.8);
    scores("attack", 0.7, 0.95);
    AlertReplay replay = replay(OptionalDouble.of(0.6), 2);
    replay.add("2025-01-05", "old alarm", "a");
    replay.add("2025-01-05", "old alarm", "b");
    replay.add("2025-01-05", "new alarm", null);
    replay.add("2025-01-06", "attack", "a");
    replay.add("2025-01-06", "ls", "a");

    AlertReplay.Result result = replay.result(line -> Set.of("mark of " + line));

    assertThat(result.days()).isEqualTo(2);
    assertThat(result.events()).isEqualTo(5);
    assertThat(result.lines()).isEqualTo(4);
    assertThat(result.liveThreshold()).isEqualTo(0.6);
    assertThat(result.onAttacks()).isEqualTo(new Paired(1, 1, 0, 0));
    assertThat(result.alerts())
        .containsExactly(
            new ReplayedAlert(
                "2025-01-05",
                "new alarm",
                Set.of(),
                Set.of("mark of new alarm"),
                false,
                0.2,
                0.8,
                false,
                true),
            new ReplayedAlert(
                "2025-01-05",
                "old alarm",
                Set.of("a", "b"),
                Set.of("mark of old alarm"),
                false,
                0.9,
                0.2,
                true,
                false),
            new ReplayedAlert(
                "2025-01-06",
                "attack",
                Set.of("a"),
                Set.of("mark of attack"),
                true,
                0.7,
                0.95,
                true,
                true));
    assertThat(result.alerts().get(0).isAdded()).isTrue();
    assertThat(result.alerts().get(1).isRemoved()).isTrue();
  }

  @Test
  void noDayHasMoreAlertsThanTheBudgetAndKnownAttacksAreFree() {
    for (int i = 0; i < 50; i++) {
      scores("line " + i, 0.1, 0.5 + i / 200.0);
      scores("attack " + i, 0.1, 0.7);
    }
    AlertReplay replay = replay(OptionalDouble.of(0.9), 3);
    for (int i = 0; i < 50; i++) {
      String line = "line " + (i * 7) % 50;
      replay.add("2025-01-05", line, "a");
      replay.add("2025-01-05", "attack " + i, "a");
      if (i % 2 == 0) {
        replay.add("2025-01-06", "line " + i, "a");
      }
    }
    AlertReplay.Result result = replay.result(line -> Set.of());
    assertThat(result.candidateThreshold()).isEqualTo(0.5 + 47 / 200.0);
    assertThat(result.alerts())
        .extracting(alert -> alert.day() + " " + alert.commandLine())
        .containsExactly(
            "2025-01-05 line 47", "2025-01-05 line 48", "2025-01-05 line 49", "2025-01-06 line 48");
  }

  @Test
  void aDeployedModelWithoutAThresholdGetsOneByTheBudget() {
    scores("a", 0.9, 0.1);
    scores("b", 0.8, 0.1);
    AlertReplay replay = replay(OptionalDouble.empty(), 1);
    replay.add("2025-01-05", "a", "h");
    replay.add("2025-01-05", "b", "h");
    assertThat(replay.result(line -> Set.of()).liveThreshold()).isEqualTo(0.9);
  }

  @Test
  void withoutADeployedModelAllAlertsAreNew() {
    scores("a", 0.9, 0.9);
    AlertReplay replay =
        new AlertReplay(null, by(ofCandidate), OptionalDouble.empty(), 1, line -> false);
    replay.add("2025-01-05", "a", "h");
    assertThat(replay.result(line -> Set.of()).alerts())
        .hasSize(1)
        .allMatch(ReplayedAlert::isAdded);
  }
}
