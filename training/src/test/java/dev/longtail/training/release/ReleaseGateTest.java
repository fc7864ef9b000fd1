package dev.longtail.training.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.training.release.TestComparison.Difference;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReleaseGateTest {
  private static final Paired SAME = new Paired(100, 80, 0, 0);
  private final ReleaseGate gate = new ReleaseGate(ReleaseLimits.DEFAULT);

  private static TestComparison test(double live, double candidate, double spread, Paired attacks) {
    List<Double> interval = List.of(candidate - live - spread, candidate - live + spread);
    return new TestComparison(
        "incident",
        List.of(new Difference("AUC", true, live, candidate, interval)),
        attacks,
        Map.of());
  }

  private static AlertReplay.Result replay(int liveAlerts, int candidateAlerts) {
    List<ReplayedAlert> alerts =
        IntStream.range(0, liveAlerts + candidateAlerts)
            .mapToObj(
                i ->
                    new ReplayedAlert(
                        "2025-01-05",
                        "line " + i,
                        Set.of(),
                        Set.of(),
                        false,
                        0,
                        0,
                        i < liveAlerts,
                        i >= liveAlerts))
            .toList();
    return new AlertReplay.Result(1, 1000, 900, 0, 0.5, 0.5, alerts);
  }

  private static ReleaseCase release(
      TestComparison test, AlertReplay.Result replay, Paired evasion) {
    return new ReleaseCase(
        "new", "old", replay, List.of(test), Map.of("renamed tools", evasion), List.of(), 10);
  }

  @Test
  void aBetterOneGoesLive() {
    ReleaseGate.Ruling ruling = gate.rule(release(test(0.9, 0.95, 0.01, SAME), replay(5, 5), SAME));
    assertThat(ruling.accepted()).isTrue();
    assertThat(ruling.reasons())
        .containsExactly(
            "better on incident: AUC 0.9500, deployed 0.9000 (difference 0.0400 to 0.0600)");
  }

  @Test
  void oneThatIsBetterInNothingDoesNot() {
    ReleaseGate.Ruling ruling =
        gate.rule(release(test(0.9, 0.901, 0.01, SAME), replay(5, 5), SAME));
    assertThat(ruling.accepted()).isFalse();
    assertThat(ruling.reasons()).containsExactly("better than the deployed model in nothing");
  }

  @Test
  void fewerAlertsOnHarmlessLinesAreBetter() {
    assertThat(gate.rule(release(test(0.9, 0.9, 0.01, SAME), replay(5, 4), SAME)).accepted())
        .isTrue();
  }

  @Test
  void aWorseOneIsRefusedWhateverElseItImproves() {
    assertThat(gate.rule(release(test(0.9, 0.89, 0.05, SAME), replay(5, 1), SAME)).reasons())
        .containsExactly(
            "worse on incident: AUC 0.8900, deployed 0.9000 (difference -0.0600 to 0.0400)");
    assertThat(gate.rule(release(test(0.9, 0.8995, 0.0001, SAME), replay(5, 1), SAME)).accepted())
        .as("a certain loss, however small")
        .isFalse();
    assertThat(
            gate.rule(release(test(0.9, 0.95, 0.01, SAME), replay(5, 1), new Paired(100, 80, 3, 1)))
                .reasons())
        .containsExactly(
            "worse on renamed tools: alerts on 81.0 % of 100 attacks, deployed 83.0 % (3 lost, 1"
                + " gained)");
    assertThat(
            gate.rule(
                    release(
                        test(0.9, 0.95, 0.01, new Paired(2000, 1500, 6, 0)), replay(5, 1), SAME))
                .reasons())
        .as("0.3 % of the attacks, but none gained")
        .singleElement()
        .asString()
        .contains("(6 lost, 0 gained)");
  }

  @Test
  void anEmptyReplayRevokedLinesAndTheDeployedModelItselfAreRefused() {
    ReleaseCase release =
        new ReleaseCase(
            "old",
            "old",
            new AlertReplay.Result(0, 0, 0, 0, 0.5, 0.5, List.of()),
            List.of(),
            Map.of(),
            List.of("r-1"),
            10);
    assertThat(gate.rule(release).reasons())
        .containsExactly(
            "nothing was replayed: the replay holds no event of the days asked for",
            "the candidate is the deployed model",
            "trained without 1 revocation: r-1",
            "no attack is known: without labelled sets nobody can tell which model is better");
  }

  @Test
  void theFirstOneMustBeBetterThanChance() {
    ReleaseCase good =
        new ReleaseCase(
            "new",
            "",
            replay(0, 3),
            List.of(test(0, 0.9, 0.1, new Paired(10, 0, 0, 8))),
            Map.of(),
            List.of(),
            -1);
    assertThat(gate.rule(good).accepted()).isTrue();
    ReleaseCase bad =
        new ReleaseCase(
            "new",
            "",
            replay(0, 3),
            List.of(test(0, 0.4, 0.1, new Paired(10, 0, 0, 8))),
            Map.of(),
            List.of(),
            -1);
    assertThat(gate.rule(bad).accepted()).isFalse();
  }
}
