package dev.longtail.detectors.core;

import static dev.longtail.detectors.core.Commands.NEW_YEAR;
import static dev.longtail.detectors.core.Commands.seen;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class WindowRegistryTest {
  private final NearDuplicateIndex index = new NearDuplicateIndex(0.9);
  private final WindowRegistry registry = new WindowRegistry(DetectorWindows.DAILY, index);

  @Test
  void aNearDuplicateNamesItsExemplar() {
    WindowRegistry.Decisions decisions =
        registry.decide(
            List.of(
                anomaly("first", 1, "isolation-forest", 1, 0),
                anomaly("close to first", 2, "isolation-forest", 0.95, 0.3122),
                anomaly("other", 3, "isolation-forest", 0, 1)));
    assertThat(decisions.exemplars())
        .extracting(e -> e.command().commandLine())
        .containsExactly("first", "other");
    NearDuplicate duplicate = decisions.nearDuplicates().get(0);
    assertThat(duplicate.of()).isEqualTo("first");
    assertThat(duplicate.cosine()).isCloseTo(0.95, within(1e-6));
  }

  @Test
  void exemplarsOfEarlierWindowsCountEvenThroughTheirSlabs() {
    WindowRegistry.Decisions first =
        registry.decide(List.of(anomaly("first", 1, "isolation-forest", 1, 0)));
    NearDuplicateIndex restored = new NearDuplicateIndex(0.9);
    restored.addAll(first.slab());
    WindowRegistry.Decisions next =
        new WindowRegistry(DetectorWindows.DAILY, restored)
            .decide(List.of(anomaly("first", 1, "isolation-forest", 1, 0)));
    assertThat(next.exemplars()).isEmpty();
    assertThat(next.nearDuplicates())
        .singleElement()
        .satisfies(d -> assertThat(d.cosine()).isOne());
  }

  @Test
  void findingsOfSeveralDetectorsAreOneExemplar() {
    WindowRegistry.Decisions decisions =
        registry.decide(
            List.of(anomaly("line", 7, "pca", 1, 0), anomaly("line", 3, "kmeans", 1, 0)));
    assertThat(decisions.exemplars())
        .singleElement()
        .satisfies(
            exemplar -> {
              assertThat(exemplar.detectors()).containsExactly("kmeans", "pca");
              assertThat(exemplar.rank()).isEqualTo(3);
              assertThat(exemplar.id()).startsWith("2025-01-01/full/");
            });
  }

  @Property(tries = 100)
  void theDecisionsDoNotDependOnTheOrderOfTheAnomalies(@ForAll long shuffle) {
    List<EmbeddedAnomaly> anomalies = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      double angle = i * 0.13;
      anomalies.add(
          anomaly("line " + i, 1 + i / 2, "isolation-forest", Math.cos(angle), Math.sin(angle)));
    }
    WindowRegistry.Decisions reference = decide(anomalies);
    Collections.shuffle(anomalies, new Random(shuffle));
    WindowRegistry.Decisions shuffled = decide(anomalies);
    assertThat(shuffled.exemplars()).isEqualTo(reference.exemplars());
    assertThat(shuffled.nearDuplicates()).isEqualTo(reference.nearDuplicates());
  }

  private static WindowRegistry.Decisions decide(List<EmbeddedAnomaly> anomalies) {
    return new WindowRegistry(DetectorWindows.DAILY, new NearDuplicateIndex(0.9)).decide(anomalies);
  }

  private static EmbeddedAnomaly anomaly(
      String commandLine, int rank, String detector, double x, double y) {
    ScoredCommand scored =
        new ScoredCommand(
            NEW_YEAR, "full", detector, 1.0 / rank, seen(commandLine, NEW_YEAR), List.of());
    return new EmbeddedAnomaly(new Anomaly(rank, scored), new float[] {(float) x, (float) y});
  }
}
