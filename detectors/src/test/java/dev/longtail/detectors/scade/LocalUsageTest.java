package dev.longtail.detectors.scade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.longtail.detectors.model.Contribution;
import dev.longtail.detectors.scade.LocalUsage.Owner;
import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LocalUsageTest {
  /** Ann runs git three times and ls once, Bob ls twice and git once, each on a host of its own. */
  private static final List<String> LINES = List.of("git", "git", "git", "ls", "ls", "ls", "git");

  private static final List<Owner> OWNERS =
      List.of(
          new Owner("ann", "h0"),
          new Owner("ann", "h1"),
          new Owner("ann", "h2"),
          new Owner("ann", "h3"),
          new Owner("bob", "h4"),
          new Owner("bob", "h5"),
          new Owner("bob", "h6"));

  @Test
  void theScoresAreThoseComputedByHand() {
    double[] scores = new LocalUsage(LINES, OWNERS).scores();
    // git by ann: of 3 other lines 2 hold it; 3 · 3/6 = 1.5 are expected.
    assertThat(scores[0]).isCloseTo(Math.log(2.5 / 3), within(1e-12));
    // ls by ann: of 3 other lines none; 3 · 2/6 = 1 is expected.
    assertThat(scores[3]).isCloseTo(Math.log(2), within(1e-12));
    // git by bob: of 2 other lines none; 2 · 3/6 = 1 is expected.
    assertThat(scores[6]).isCloseTo(Math.log(2), within(1e-12));
  }

  @Test
  void userAndHostCountAlike() {
    List<Owner> onOneHost = OWNERS.stream().map(owner -> new Owner("", owner.user())).toList();
    List<Owner> onTheirOwn =
        IntStream.range(0, OWNERS.size())
            .mapToObj(i -> new Owner(OWNERS.get(i).user(), "h" + i))
            .toList();
    double[] byHost = new LocalUsage(LINES, onOneHost).scores();
    double[] byUser = new LocalUsage(LINES, onTheirOwn).scores();
    for (int i = 0; i < byHost.length; i++) {
      assertThat(byHost[i]).isCloseTo(byUser[i], within(1e-12));
    }
  }

  @Test
  void anOwnerOfWhomNothingElseIsKnownIsNoSurprise() {
    double[] scores =
        new LocalUsage(List.of("a b", "a c", "zzz"), owners(3, i -> "user " + i)).scores();
    assertThat(scores).containsExactly(0, 0, 0);
  }

  @Test
  void whoIsUnknownIsNobody() {
    List<Owner> unknown = LINES.stream().map(line -> new Owner("", "")).toList();
    assertThat(new LocalUsage(LINES, unknown).scores()).containsOnly(0);
    List<Owner> oneKnown = new ArrayList<>(unknown);
    oneKnown.set(0, OWNERS.get(0));
    assertThat(new LocalUsage(LINES, oneKnown).scores()).containsOnly(0);
    assertThat(new LocalUsage(LINES, unknown).explain(0)).isEmpty();
  }

  @Test
  void explainsALineByItsUserOrHostAndTheGrams() {
    LocalUsage usage = new LocalUsage(LINES, OWNERS);
    List<Contribution> reasons = usage.explain(6);
    assertThat(reasons).hasSize(1);
    Contribution reason = reasons.get(0);
    assertThat(reason.feature()).isEqualTo("user 1-gram:git");
    assertThat(reason.meaning()).contains("local layer").contains("user bob");
    assertThat(reason.value()).isZero();
    assertThat(reason.usual()).isEqualTo(1);
    assertThat(reason.share()).isEqualTo(1);
  }

  @Property(tries = 50)
  void contributionsAddUpToTheScoreAndTheOrderOfTheLinesDoesNotMatter(Any any) {
    Random random = new Random(any.number());
    int count = any.between(1, 60);
    List<String> lines = RandomLines.of(count, random);
    List<Owner> owners =
        owners(count, i -> "u" + random.nextInt(3)).stream()
            .map(owner -> new Owner(owner.user(), "h" + random.nextInt(5)))
            .toList();
    LocalUsage usage = new LocalUsage(lines, owners);
    for (int i = 0; i < count; i++) {
      assertThat(Arrays.stream(usage.contributions(i)).sum())
          .isCloseTo(usage.scores()[i], within(1e-9));
    }
    List<Integer> order = new ArrayList<>(IntStream.range(0, count).boxed().toList());
    Collections.shuffle(order, random);
    double[] shuffled =
        new LocalUsage(
                order.stream().map(lines::get).toList(), order.stream().map(owners::get).toList())
            .scores();
    for (int i = 0; i < count; i++) {
      assertThat(shuffled[i]).isCloseTo(usage.scores()[order.get(i)], within(1e-9));
    }
  }

  @Test
  void refusesLinesWithoutOwners() {
    assertThatThrownBy(() -> new LocalUsage(List.of("a"), List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<Owner> owners(int count, IntFunction<String> user) {
    return IntStream.range(0, count).mapToObj(i -> new Owner(user.apply(i), "h" + i)).toList();
  }
}
