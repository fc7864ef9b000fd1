package dev.longtail.training.release;

import dev.longtail.training.release.TestComparison.Difference;
import dev.longtail.udfs.text.Counted;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Decides whether a candidate goes live. It is refused for each thing in which it is worse than the
 * deployed model, and also if it is better in nothing. The first model of a registry has nothing to
 * be compared with: it must be better than chance. A pure function.
 */
public final class ReleaseGate {
  private static final double SURE = 0.05;

  /** Shares that are equal but for their last digits are equal. */
  private static final double ROUNDING = 1e-9;

  private final ReleaseLimits limits;

  /** A gate. */
  public ReleaseGate(ReleaseLimits limits) {
    this.limits = limits;
  }

  /**
   * A verdict on a candidate.
   *
   * @param accepted whether it may go live
   * @param reasons why not, or in what it is better; never empty
   */
  public record Ruling(boolean accepted, List<String> reasons) {
    public Ruling {
      reasons = List.copyOf(reasons);
    }
  }

  /** Rules on {@code release}. */
  public Ruling rule(ReleaseCase release) {
    List<String> against = new ArrayList<>();
    if (release.replay().lines() == 0) {
      against.add("nothing was replayed: the replay holds no event of the days asked for");
    }
    if (release.candidate().equals(release.live())) {
      against.add("the candidate is the deployed model");
    }
    if (!release.notHeldTo().isEmpty()) {
      against.add(
          "trained without %s: %s"
              .formatted(
                  Counted.of(release.notHeldTo().size(), "revocation", "revocations"),
                  String.join(", ", release.notHeldTo())));
    }
    if (release.tests().isEmpty() && release.replay().attacks() == 0) {
      against.add(
          "no attack is known: without labelled sets nobody can tell which model is better");
    }
    List<String> better = new ArrayList<>();
    for (TestComparison test : release.tests()) {
      if (release.isFirst()) {
        beatsChance(test, against, better);
      } else {
        test(test, against, better);
      }
    }
    if (!release.isFirst()) {
      if (release.replay().attacks() > 0) {
        recall("the replay", release.replay().onAttacks(), against, better);
      }
      release.evasion().forEach((how, attacks) -> recall(how, attacks, against, better));
      alerts(release.replay(), better);
    }
    if (!against.isEmpty()) {
      return new Ruling(false, against);
    }
    return better.isEmpty()
        ? new Ruling(false, List.of("better than the deployed model in nothing"))
        : new Ruling(true, better);
  }

  private static void beatsChance(TestComparison test, List<String> against, List<String> better) {
    for (Difference each : test.measures()) {
      if (each.measure().equals("AUC")) {
        String said =
            String.format(
                Locale.ROOT, "%s: the first model, AUC %.4f", test.set(), each.candidate());
        (each.candidate() > 0.5 ? better : against).add(said);
      }
    }
  }

  private void test(TestComparison test, List<String> against, List<String> better) {
    for (Difference each : test.measures()) {
      boolean area = each.measure().equals("AUC");
      String said =
          String.format(
              Locale.ROOT,
              "%s: %s %.4f, deployed %.4f%s",
              test.set(),
              each.measure(),
              each.candidate(),
              each.live(),
              each.difference().isEmpty()
                  ? ""
                  : String.format(
                      Locale.ROOT,
                      " (difference %.4f to %.4f)",
                      each.difference().get(0),
                      each.difference().get(1)));
      if (area && (each.isSurelyWorse() || each.gain() < -limits.auc() - ROUNDING)) {
        against.add("worse on " + said);
      } else if (each.isSurelyBetter()) {
        better.add("better on " + said);
      }
    }
    recall(test.set(), test.attacks(), against, better);
  }

  private void recall(String of, Paired attacks, List<String> against, List<String> better) {
    double loss = attacks.liveRecall() - attacks.candidateRecall();
    String said =
        String.format(
            Locale.ROOT,
            "%s: alerts on %.1f %% of %,d attacks, deployed %.1f %% (%,d lost, %,d gained)",
            of,
            100 * attacks.candidateRecall(),
            attacks.attacks(),
            100 * attacks.liveRecall(),
            attacks.lost(),
            attacks.gained());
    if (loss > limits.recall() + ROUNDING || attacks.chanceOfLoss() < SURE) {
      against.add("worse on " + said);
    } else if (attacks.chanceOfGain() < SURE) {
      better.add("better on " + said);
    }
  }

  private static void alerts(AlertReplay.Result replay, List<String> better) {
    Map<Boolean, Long> benign =
        Map.of(
            true, replay.alerts().stream().filter(a -> a.candidate() && !a.malicious()).count(),
            false, replay.alerts().stream().filter(a -> a.live() && !a.malicious()).count());
    if (benign.get(true) < benign.get(false)) {
      better.add(
          String.format(
              Locale.ROOT,
              "better on the replay: %,d alerts on lines that are no known attacks, deployed %,d",
              benign.get(true),
              benign.get(false)));
    }
  }
}
