package dev.longtail.detectors.drift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.detectors.forest.IsolationForestDetector;
import dev.longtail.detectors.ranking.LineModel;
import dev.longtail.detectors.window.LineScorer;
import dev.longtail.detectors.window.ShardWindow;
import dev.longtail.detectors.window.Sighting;
import dev.longtail.udfs.features.TokenVocabulary;
import dev.longtail.udfs.io.JsonLines;
import dev.longtail.udfs.text.CommandHash;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The rule on a month of real lines, 16,040 events a day: as it is, and with changes planted in one
 * day. Prints the largest indexes, which docs/operations/drift.md shows.
 */
class DriftOfTheMonthTest {
  private static final Path TELEMETRY = Path.of("../../shared/data/benchmark/telemetry");
  private static final int DAYS = 31;
  private static final int SHARDS = 4;
  private static final int FITTED_ON = 4096;
  private static final int PLANTED = 20;

  private static final List<WindowProfile> PROFILES = new ArrayList<>();
  private static LineModel[] modelsBeforePlanted;

  @BeforeAll
  static void profileTheMonth() {
    Assumptions.assumeTrue(Files.exists(TELEMETRY), "no benchmark beside the checkout");
    LineModel[] models = new LineModel[SHARDS];
    for (int day = 1; day <= DAYS; day++) {
      if (day == PLANTED) {
        modelsBeforePlanted = models.clone();
      }
      WindowProfile profile = profile(day, lines(day), models);
      compare(day, profile).forEach(profile::remember);
      PROFILES.add(profile);
    }
  }

  private static List<String> lines(int day) {
    List<String> lines = new ArrayList<>();
    JsonLines.forEach(
        TELEMETRY.resolve("2025-01-%02d.jsonl.gz".formatted(day)),
        (record, where) -> lines.add(JsonLines.commandLine(record, where)));
    return lines;
  }

  /** The day's profile; {@code models} are then those of the day. */
  private static WindowProfile profile(int day, List<String> lines, LineModel[] models) {
    ShardWindow[] windows = new ShardWindow[SHARDS];
    for (int shard = 0; shard < SHARDS; shard++) {
      windows[shard] = new ShardWindow(day, new ShardWindow.Limits(FITTED_ON, 1));
    }
    for (String line : lines) {
      long hash = CommandHash.of(line);
      windows[(int) Long.remainderUnsigned(hash, SHARDS)].add(
          new Sighting(hash, line, "e", day, "h", "u", "linux", 1), LineScorer.INDIFFERENT);
    }
    WindowProfile profile = new WindowProfile(day);
    for (int shard = 0; shard < SHARDS; shard++) {
      profile.add(WindowProfile.of(windows[shard], models[shard]));
      List<String> sample = windows[shard].sample().stream().map(Sighting::commandLine).toList();
      models[shard] =
          LineModel.fit(
                  sample,
                  IsolationForestDetector.DEFAULT,
                  TokenVocabulary.SIZE,
                  day * SHARDS + shard)
              .model();
    }
    return profile;
  }

  private static List<WindowDrift> compare(int day, WindowProfile profile) {
    int first = Math.max(0, day - 1 - DriftRule.DEFAULT.windows());
    return DriftRule.DEFAULT.compare(profile, PROFILES.subList(first, day - 1));
  }

  @Test
  void theMonthAsItIsRaisesNoAlarm() {
    double[] largest = new double[DriftMeasure.values().length];
    for (int day = DriftRule.DEFAULT.windows() + 2; day <= DAYS; day++) {
      for (WindowDrift drift : compare(day, PROFILES.get(day - 1))) {
        assertThat(drift.moved()).as(drift.toString()).isFalse();
        int measure = drift.measure().ordinal();
        largest[measure] = Math.max(largest[measure], drift.psi());
      }
    }
    for (DriftMeasure measure : DriftMeasure.values()) {
      double psi = largest[measure.ordinal()];
      System.out.printf("largest index of the month, %s: %.4f%n", measure.label(), psi);
      assertThat(3 * psi).isLessThan(DriftRule.DEFAULT.thresholds().get(measure));
    }
  }

  @Test
  void aNewProgramInOneEventOfFiftyIsFound() {
    assertThat(
            movedBy(
                0.02,
                (line, random) ->
                    "\"C:\\Program Files\\Vendor\\updater.exe\" --session %x --poll"
                        .formatted(random.nextLong())))
        .contains(DriftMeasure.VOCABULARY);
  }

  @Test
  void aWrapperAroundOneEventOfTenIsFound() {
    assertThat(movedBy(0.1, (line, random) -> "cmd.exe /d /s /c \"" + line + "\""))
        .contains(DriftMeasure.VOCABULARY);
  }

  @Test
  void aShipperThatCutsLinesIsFound() {
    assertThat(movedBy(1, (line, random) -> line.substring(0, Math.min(40, line.length()))))
        .contains(DriftMeasure.SCORES);
  }

  @Test
  void aCounterInEachLineIsFound() {
    assertThat(movedBy(0.4, (line, random) -> line + " --trace-id=" + random.nextLong()))
        .contains(DriftMeasure.UNIQUE_SHARE);
  }

  /** The measures that tell the change of a share of the planted day's events. */
  private static List<DriftMeasure> movedBy(
      double share, BiFunction<String, Random, String> change) {
    Random random = new Random(PLANTED);
    List<String> lines =
        lines(PLANTED).stream()
            .map(line -> random.nextDouble() < share ? change.apply(line, random) : line)
            .toList();
    List<WindowDrift> drifts =
        compare(PLANTED, profile(PLANTED, lines, modelsBeforePlanted.clone()));
    drifts.forEach(
        drift -> System.out.printf("planted, %s: %.4f%n", drift.measure().label(), drift.psi()));
    return drifts.stream().filter(WindowDrift::moved).map(WindowDrift::measure).toList();
  }
}
