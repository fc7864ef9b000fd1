package dev.longtail.detectors.duplicates;

import static dev.longtail.detectors.window.Commands.NEW_YEAR;
import static dev.longtail.detectors.window.Commands.seen;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.longtail.detectors.ranking.Anomaly;
import dev.longtail.detectors.ranking.ScoredCommand;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.detectors.window.Line;
import dev.longtail.udfs.template.CommandTemplate;
import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WindowRegistryTest {
  private static final NearDuplicateRule COSINE = new NearDuplicateRule(0.9, false);

  private static final long NEXT_DAY = NEW_YEAR + DetectorWindows.DAILY.size();

  private final WindowRegistry registry = registry(COSINE);

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
  void exemplarsOfEarlierWindowsCountEvenThroughTheirChunks() {
    WindowRegistry.Decisions first =
        registry.decide(List.of(anomaly("first", 1, "isolation-forest", 1, 0)));
    WindowRegistry restored = registry(COSINE);
    restored.remember(NEW_YEAR, first.chunk());
    WindowRegistry.Decisions next =
        restored.decide(List.of(anomaly("first", 1, "isolation-forest", 1, 0)));
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

  @Test
  void anExemplarNamesTheDetectorsOfAllItStandsForInItsWindow() {
    WindowRegistry.Decisions decisions =
        registry.decide(
            List.of(
                anomaly("first", 1, "pca", 1, 0),
                anomaly("close to first", 2, "kmeans", 0.95, 0.3122),
                anomaly("other", 3, "isolation-forest", 0, 1)));
    assertThat(decisions.exemplars())
        .extracting(Exemplar::detectors)
        .containsExactly(List.of("kmeans", "pca"), List.of("isolation-forest"));
    assertThat(decisions.nearDuplicates())
        .extracting(d -> d.anomaly().detectors())
        .containsExactly(List.of("kmeans"));
  }

  @Test
  void theDetectorsOfALaterWindowChangeNoExemplar() {
    registry.decide(List.of(anomaly("first", 1, "pca", 1, 0)));
    WindowRegistry.Decisions next =
        registry.decide(
            List.of(
                on(NEXT_DAY, "close to first", 1, "kmeans", 0.95, 0.3122, null),
                on(NEXT_DAY, "other", 2, "pca", 0, 1, null)));
    assertThat(next.exemplars()).extracting(Exemplar::detectors).containsExactly(List.of("pca"));
    assertThat(next.nearDuplicates()).extracting(NearDuplicate::of).containsExactly("first");
  }

  @Test
  void bothRulesHaveTheirOwnExemplars() {
    // Cosines to the first: 0.85, 0.6; of these two to one another: 0.93.
    WindowRegistry both = registry(new NearDuplicateRule(0.9, false));
    WindowRegistry.Decisions decisions =
        both.decide(
            List.of(
                anomaly("first", 1, "pca", 1, 0),
                anomaly("second", 2, "pca", 0.85, Math.sqrt(1 - 0.85 * 0.85)),
                anomaly("third", 3, "pca", 0.6, 0.8)));
    assertThat(decisions.exemplars())
        .extracting(e -> e.command().commandLine())
        .containsExactly("first", "second");
    assertThat(decisions.nearDuplicates()).extracting(NearDuplicate::of).containsExactly("second");
    assertThat(decisions.publishedNearDuplicates()).isOne();
    ExemplarChunk chunk = decisions.chunk();
    assertThat(chunk.commandLines()).containsExactly("first", "second", "third");
    assertThat(chunk.rules())
        .containsExactly(
            ExemplarChunk.CHOSEN + ExemplarChunk.PUBLISHED,
            ExemplarChunk.CHOSEN,
            ExemplarChunk.PUBLISHED);

    WindowRegistry restored = registry(new NearDuplicateRule(0.9, false));
    restored.remember(NEW_YEAR, chunk);
    List<EmbeddedAnomaly> next =
        List.of(
            on(NEXT_DAY, "like second", 1, "pca", 0.86, Math.sqrt(1 - 0.86 * 0.86), null),
            on(NEXT_DAY, "like third", 2, "pca", 0.5, Math.sqrt(0.75), null));
    WindowRegistry.Decisions later = restored.decide(next);
    assertThat(later).usingRecursiveComparison().isEqualTo(both.decide(next));
    assertThat(later.exemplars())
        .extracting(e -> e.command().commandLine())
        .containsExactly("like third");
    assertThat(later.publishedNearDuplicates()).isEqualTo(2);
  }

  @Test
  void underThePublishedRuleBothNumbersAreTheSame() {
    WindowRegistry.Decisions decisions =
        registry(NearDuplicateRule.PUBLISHED)
            .decide(
                List.of(
                    anomaly("first", 1, "pca", 1, 0),
                    anomaly("second", 2, "pca", 0.85, Math.sqrt(1 - 0.85 * 0.85))));
    assertThat(decisions.nearDuplicates()).hasSize(1);
    assertThat(decisions.publishedNearDuplicates()).isOne();
    assertThat(decisions.chunk().rules()).containsExactly(3);
  }

  @Test
  void anExemplarOfAnEarlierRunStandsForALineIfItIsNearer() {
    NearDuplicateIndex.Match known =
        new NearDuplicateIndex.Match("known", MergedBy.COSINE, 0.97, NEW_YEAR - 5);
    WindowRegistry.Decisions decisions =
        registry.decide(
            List.of(
                on(NEW_YEAR, "first", 1, "pca", 1, 0, null),
                on(NEW_YEAR, "nearer to known", 2, "pca", 0.95, 0.3122, known),
                on(NEW_YEAR, "nearer to first", 3, "pca", 0.99, 0.1411, known),
                on(NEW_YEAR, "only known", 4, "pca", 0, 1, known)));
    assertThat(decisions.exemplars()).hasSize(1);
    assertThat(decisions.nearDuplicates())
        .extracting(NearDuplicate::of)
        .containsExactly("known", "first", "known");
    assertThat(decisions.publishedNearDuplicates()).as("not told of earlier runs").isEqualTo(2);
  }

  @Test
  void ofEquallyNearTheEarlierStands() {
    NearDuplicateIndex.Match later =
        new NearDuplicateIndex.Match("later", MergedBy.TEMPLATE, 1, NEXT_DAY);
    NearDuplicateIndex.Match earlier =
        new NearDuplicateIndex.Match("earlier", MergedBy.TEMPLATE, 1, NEW_YEAR - 5);
    registry.decide(List.of(anomaly("first", 1, "pca", 1, 0)));
    assertThat(
            registry.decide(List.of(on(NEXT_DAY, "first", 1, "pca", 1, 0, later))).nearDuplicates())
        .extracting(NearDuplicate::of)
        .containsExactly("first");
    assertThat(
            registry
                .decide(List.of(on(NEXT_DAY, "first", 1, "pca", 1, 0, earlier)))
                .nearDuplicates())
        .extracting(NearDuplicate::of)
        .containsExactly("earlier");
  }

  @Test
  void beyondTheCapacityTheEarliestWindowsAreForgotten() {
    WindowRegistry small = new WindowRegistry(DetectorWindows.DAILY, COSINE, 3);
    small.decide(List.of(anomaly("a", 1, "pca", 1, 0), anomaly("b", 2, "pca", 0, 1)));
    WindowRegistry.Decisions within =
        small.decide(List.of(on(NEXT_DAY, "c", 1, "pca", -1, 0, null)));
    assertThat(within.forgottenWindows()).isEmpty();
    long thirdDay = NEXT_DAY + DetectorWindows.DAILY.size();
    WindowRegistry.Decisions beyond =
        small.decide(List.of(on(thirdDay, "d", 1, "pca", 0, -1, null)));
    assertThat(beyond.forgottenWindows()).containsExactly(NEW_YEAR);
    assertThat(beyond.forgotten()).isEqualTo(2);
    assertThat(small.size()).isEqualTo(2);
    long fourthDay = thirdDay + DetectorWindows.DAILY.size();
    assertThat(
            small
                .decide(
                    List.of(
                        on(fourthDay, "a", 1, "pca", 1, 0, null),
                        on(fourthDay, "c", 2, "pca", -1, 0, null)))
                .exemplars())
        .extracting(e -> e.command().commandLine())
        .containsExactly("a");
  }

  @Property(tries = 100)
  void theDecisionsDoNotDependOnTheOrderOfTheAnomalies(Any any) {
    long shuffle = any.number();
    List<EmbeddedAnomaly> anomalies = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      double angle = i * 0.13;
      anomalies.add(
          anomaly(
              "tool" + (char) ('A' + i), 1 + i / 2, "d" + i % 3, Math.cos(angle), Math.sin(angle)));
    }
    WindowRegistry.Decisions reference = decide(anomalies);
    Collections.shuffle(anomalies, new Random(shuffle));
    WindowRegistry.Decisions shuffled = decide(anomalies);
    assertThat(shuffled.exemplars()).isEqualTo(reference.exemplars());
    assertThat(shuffled.nearDuplicates()).isEqualTo(reference.nearDuplicates());
    assertThat(shuffled).usingRecursiveComparison().isEqualTo(reference);
  }

  private static WindowRegistry.Decisions decide(List<EmbeddedAnomaly> anomalies) {
    return registry(COSINE).decide(anomalies);
  }

  private static WindowRegistry registry(NearDuplicateRule rule) {
    return new WindowRegistry(DetectorWindows.DAILY, rule, NearDuplicateIndex.DEFAULT_CAPACITY);
  }

  private static EmbeddedAnomaly anomaly(
      String commandLine, int rank, String detector, double x, double y) {
    return on(NEW_YEAR, commandLine, rank, detector, x, y, null);
  }

  private static EmbeddedAnomaly on(
      long window,
      String commandLine,
      int rank,
      String detector,
      double x,
      double y,
      NearDuplicateIndex.Match known) {
    ScoredCommand scored =
        new ScoredCommand(
            window, "full", detector, 1.0 / rank, Line.of(seen(commandLine, window)), List.of());
    float[] vector = {(float) x, (float) y};
    return EmbeddedAnomaly.of(
            new Anomaly(rank, scored).embedded(CommandTemplate.of(commandLine), vector))
        .comparedWith(known);
  }
}
