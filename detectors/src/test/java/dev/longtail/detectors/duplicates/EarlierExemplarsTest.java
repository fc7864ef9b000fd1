package dev.longtail.detectors.duplicates;

import static dev.longtail.detectors.window.Commands.NEW_YEAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.detectors.model.Vectors;
import dev.longtail.detectors.ranking.Anomaly;
import dev.longtail.detectors.ranking.ScoredCommand;
import dev.longtail.detectors.window.Commands;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.detectors.window.Line;
import dev.longtail.detectors.window.Sighting;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.template.CommandTemplate;
import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EarlierExemplarsTest {
  private static final NearDuplicateRule RULE = NearDuplicateRule.PUBLISHED;
  private static final long DAY = DetectorWindows.DAILY.size();

  @TempDir Path folder;

  private static EarlierExemplar known(long window, String line, float... vector) {
    return new EarlierExemplar(window, "full", line, null)
        .embedded(CommandTemplate.of(line), vector);
  }

  @Test
  void onlyEarlierWindowsCount() {
    EarlierExemplars known = new EarlierExemplars(RULE, 10);
    known.add(known(NEW_YEAR, "first", 1, 0));
    EmbeddedLine line = EmbeddedLine.of("like it", new float[] {0.9f, 0.43589f});
    assertThat(known.find(line, NEW_YEAR)).isEmpty();
    assertThat(known.find(line, NEW_YEAR + DAY))
        .hasValueSatisfying(match -> assertThat(match.commandLine()).isEqualTo("first"));
  }

  @Test
  void theSameExemplarTwiceIsOne() {
    EarlierExemplars known = new EarlierExemplars(RULE, 10);
    assertThat(known.add(known(NEW_YEAR, "first", 1, 0)).chunk().size()).isOne();
    assertThat(known.add(known(NEW_YEAR, "first", 1, 0)).chunk()).isNull();
    assertThat(known.add(known(NEW_YEAR + DAY, "first", 1, 0)).chunk().size()).isOne();
    assertThat(known.size()).isEqualTo(2);
  }

  @Test
  void anExemplarNeedsItsEmbedding() {
    EarlierExemplars known = new EarlierExemplars(RULE, 10);
    assertThatThrownBy(() -> known.add(new EarlierExemplar(NEW_YEAR, "full", "first", null)))
        .hasMessageContaining("was not embedded");
  }

  @Property(tries = 100)
  void whatRemainsDoesNotDependOnTheOrderOrOnARestart(Any any) {
    long seed = any.number();
    Random random = new Random(seed);
    List<EarlierExemplar> exemplars = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      String name = "tool" + (char) ('a' + i / 26) + (char) ('a' + i % 26);
      exemplars.add(known(NEW_YEAR + DAY * random.nextInt(8), name, Vectors.random(8, random)));
    }
    EarlierExemplars reference = new EarlierExemplars(RULE, 20);
    exemplars.forEach(reference::add);
    assertThat(reference.size()).isBetween(1L, 20L);

    exemplars.addAll(exemplars.subList(0, 15));
    Collections.shuffle(exemplars, random);
    EarlierExemplars shuffled = new EarlierExemplars(RULE, 20);
    TreeMap<Long, EarlierChunk> state = new TreeMap<>();
    int restart = random.nextInt(exemplars.size());
    for (int i = 0; i < exemplars.size(); i++) {
      if (i == restart) {
        EarlierExemplars restored = new EarlierExemplars(RULE, 20);
        state.forEach((window, chunk) -> restored.restore(window, chunk.copy()));
        shuffled = restored;
      }
      EarlierExemplars.Change change = shuffled.add(exemplars.get(i));
      if (change.chunk() != null) {
        state.put(exemplars.get(i).window(), change.chunk());
      }
      change.forgotten().forEach(window -> state.put(window, EarlierExemplars.forgottenChunk()));
    }
    assertThat(shuffled.size()).isEqualTo(reference.size());
    for (EarlierExemplar exemplar : exemplars) {
      EmbeddedLine line = EmbeddedLine.of("query", exemplar.line().vector());
      for (int day = 0; day < 9; day++) {
        assertThat(shuffled.find(line, NEW_YEAR + DAY * day))
            .isEqualTo(reference.find(line, NEW_YEAR + DAY * day));
      }
    }
  }

  /** A run over the same days, told of its own former exemplars in any order, decides the same. */
  @Property(tries = 50)
  void aRerunDecidesAsTheFirstRun(Any any) {
    long seed = any.number();
    Random random = new Random(seed);
    List<List<EmbeddedAnomaly>> days = new ArrayList<>();
    List<float[]> centres = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      centres.add(Vectors.random(16, random));
    }
    for (int day = 0; day < 5; day++) {
      List<EmbeddedAnomaly> anomalies = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        float[] centre = centres.get(random.nextInt(centres.size()));
        float[] vector = Vectors.at(0.75 + 0.25 * random.nextDouble(), centre, random);
        String line = "tool" + (char) ('a' + day) + (char) ('a' + i);
        Sighting command = Commands.seen(line, NEW_YEAR + day * DAY);
        ScoredCommand scored =
            new ScoredCommand(NEW_YEAR + day * DAY, "full", "pca", 1, Line.of(command), List.of());
        anomalies.add(EmbeddedAnomaly.of(new Anomaly(1 + i / 2, scored).embedded(line, vector)));
      }
      days.add(anomalies);
    }
    NearDuplicateRule rule = new NearDuplicateRule(0.85, false);
    WindowRegistry firstRun = new WindowRegistry(DetectorWindows.DAILY, rule, 1000);
    List<WindowRegistry.Decisions> first = days.stream().map(firstRun::decide).toList();
    List<EarlierExemplar> exemplars = new ArrayList<>();
    for (int day = 0; day < days.size(); day++) {
      Collections.shuffle(days.get(day), random);
      for (Exemplar exemplar : first.get(day).exemplars()) {
        String line = exemplar.command().commandLine();
        days.get(day).stream()
            .filter(a -> a.anomaly().scored().command().commandLine().equals(line))
            .forEach(
                a ->
                    exemplars.add(
                        known(exemplar.window(), line, a.anomaly().scored().line().vector())));
      }
    }
    Collections.shuffle(exemplars, random);
    EarlierExemplars known = new EarlierExemplars(rule, 1000);
    exemplars.forEach(known::add);
    WindowRegistry rerun = new WindowRegistry(DetectorWindows.DAILY, rule, 1000);
    int told = 0;
    for (int day = 0; day < days.size(); day++) {
      List<EmbeddedAnomaly> annotated = new ArrayList<>();
      for (EmbeddedAnomaly anomaly : days.get(day)) {
        ScoredCommand scored = anomaly.anomaly().scored();
        annotated.add(
            anomaly.comparedWith(known.find(anomaly.line(), scored.window()).orElse(null)));
      }
      told += (int) annotated.stream().filter(a -> a.earlier() != null).count();
      assertThat(rerun.decide(annotated)).usingRecursiveComparison().isEqualTo(first.get(day));
    }
    assertThat(told).isPositive();
  }

  @Test
  void readsWhatARunWrote() throws IOException {
    Files.writeString(
        folder.resolve("part.jsonl"),
        """
        {"id":"x","window":"2025-01-01","scale":"full","rank":3,"command_line":"ls -l"}

        {"window":"2025-01-02","scale":"reduced","cmd":"whoami"}
        """);
    List<EarlierExemplar> read = new ArrayList<>();
    EarlierExemplar.read(folder, DetectorWindows.DAILY, read::add);
    assertThat(read)
        .containsExactly(
            new EarlierExemplar(NEW_YEAR, "full", "ls -l", null),
            new EarlierExemplar(NEW_YEAR + DAY, "reduced", "whoami", null));
    assertThat(read.get(0).embedded("ls -l", new float[] {1}).line().vector()).containsExactly(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"scale":"full","cmd":"ls"}                              | field window
          {"window":5,"scale":"full","cmd":"ls"}                   | field window
          {"window":"soon","scale":"full","cmd":"ls"}              | field window: "soon"
          {"window":"2025-01-01","scale":"","cmd":"ls"}            | field scale
          {"window":"2025-01-01","scale":"full"}                   | field command_line
          {"window":"2025-01-01T05:00:00Z","scale":"full","cmd":"ls"} | field window: no window
          [1]                                                      | not a JSON object
          {"window                                                 | not valid JSON
          """)
  void saysWhatIsUnusable(String line, String message) throws IOException {
    Path file = Files.writeString(folder.resolve("f.jsonl"), "\n" + line + "\n");
    assertThatThrownBy(() -> EarlierExemplar.read(file, DetectorWindows.DAILY, e -> {}))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("f.jsonl:2: ")
        .hasMessageContaining(message);
    assertThatThrownBy(() -> EarlierExemplar.parse(line, DetectorWindows.DAILY, "topic-0:17"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("topic-0:17: ")
        .hasMessageContaining(message);
  }
}
