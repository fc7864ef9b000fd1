package dev.longtail.job.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.detectors.window.FunnelStage;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
  private static final String GOOD =
      "{'window':'2025-01-01','scale':'full','stage':'UNIQUE','place':'shard 1','count':3}";

  /** All of them, and one that this version does not know. */
  private static final List<String> STAGES =
      Stream.concat(Arrays.stream(FunnelStage.values()).map(FunnelStage::name), Stream.of("LATER"))
          .toList();

  @TempDir Path folder;
  private Path counts;
  private Path target;
  private final List<String> said = new ArrayList<>();

  @BeforeEach
  void folders() throws IOException {
    counts = Files.createDirectory(folder.resolve("funnel"));
    target = folder.resolve(Figures.FILE);
  }

  @Test
  void writesAListInOrderOfScaleAndDay() throws IOException {
    put("b.jsonl", GOOD, GOOD.replace("01-01", "01-02"), GOOD.replace("3}", "2}"));
    put(
        "a.jsonl",
        GOOD.replace("full", "reduced").replace("01-01", "01-02"),
        GOOD.replace("UNIQUE", "UNPARSABLE").replace("2025-01-01", "unknown"),
        GOOD.replace("UNIQUE", "UNPARSABLE").replace("2025-01-01", "unknown"),
        GOOD.replace("UNIQUE", "RANKED").replace("2025-01-01", "unknown"));
    Files.writeString(target, "of an earlier run");
    Figures.write(counts, DetectorWindows.DAILY, target, said::add);
    assertThat(Json.MAPPER.readValue(target.toFile(), new TypeReference<List<CumulativeDay>>() {}))
        .containsExactly(
            new CumulativeDay("full", "2025-01-01", 3, 3, 0, 0, 0),
            new CumulativeDay("full", "2025-01-02", 6, 6, 0, 0, 0),
            new CumulativeDay("reduced", "2025-01-02", 3, 3, 0, 0, 0));
    assertThat(Files.readString(target)).contains("\"near_duplicates\" : 0");
    assertThat(said)
        .containsExactly(
            "adding up the figures by day",
            target + ": 2 windows of scale full, reduced",
            "3 records without a readable time belong to no day and are in no figure");
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("funnel", Figures.FILE);
  }

  @Test
  void plainSumsGiveTheBytesOfTheJob() throws IOException {
    Random random = new Random(1);
    for (String file : List.of("a.jsonl", "b.jsonl")) {
      String[] lines = new String[2000];
      for (int i = 0; i < lines.length; i++) {
        lines[i] =
            GOOD.replace("01-01", "01-%02d".formatted(1 + random.nextInt(4) * 3))
                .replace("full", random.nextBoolean() ? "full" : "reduced")
                .replace("UNIQUE", STAGES.get(random.nextInt(STAGES.size())))
                .replace("shard 1", "shard " + random.nextInt(5))
                .replace("3}", random.nextInt(1_000_000) + "}");
        if (random.nextInt(10) == 0) {
          lines[i] = lines[i].replaceFirst("2025-01-..", "unknown");
        }
      }
      put(file, lines);
    }
    Figures.write(counts, DetectorWindows.DAILY, target, said::add);
    List<String> saidByJob = List.copyOf(said);
    byte[] job = Files.readAllBytes(target);
    said.clear();
    Figures.writePlain(counts, DetectorWindows.DAILY, target, said::add);
    assertThat(Files.readAllBytes(target)).isEqualTo(job);
    assertThat(said).isEqualTo(saidByJob);
    assertThat(Json.MAPPER.readTree(job)).hasSize(2 * 10); // of 1, 4, 7 and 10 January
  }

  @Test
  void countsOfNoDayMakeAnEmptyFigure() throws IOException {
    put("a.jsonl", GOOD.replace("UNIQUE", "UNPARSABLE").replace("2025-01-01", "unknown"));
    Figures.write(counts, DetectorWindows.DAILY, target, said::add);
    assertThat(Json.MAPPER.readTree(target.toFile())).isEmpty();
    Figures.writePlain(counts, DetectorWindows.DAILY, target, said::add);
    assertThat(Json.MAPPER.readTree(target.toFile())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          'window':'2025-01-01' | 'window':7            | field "window" is missing or no text
          'window':'2025-01-01' | 'window':'monday'     | field "window" is "monday"; a date or
          'window':'2025-01-01' | 'window':'2025-02-30' | field "window" is "2025-02-30"; a date or
          'window':'2025-01-01' | 'window':'2025-01-01T12:00:00Z' | no name of a window of PT24H
          'window':'2025-01-01' | 'window':'2025-01-01T00:00:00Z' | no name of a window of PT24H
          'scale':'full',       | ""                    | field "scale" is missing or no text
          'stage':'UNIQUE'      | 'stage':null          | field "stage" is missing or no text
          'place':'shard 1'     | 'place':['shard 1']   | field "place" is missing or no text
          'count':3             | 'count':"3"           | field "count" is missing or no whole number
          'count':3             | 'count':3.5           | field "count" is missing or no whole number
          'count':3             | 'count':1e30          | field "count" is missing or no whole number
          'count':3             | 'count':-3            | field "count" is negative
          'count':3}            | 'count':3             | not valid JSON
          """)
  void namesFileLineAndField(String good, String bad, String message) throws IOException {
    assertThat(GOOD).contains(good);
    put("counts.jsonl", GOOD, GOOD.replace(good, bad));
    assertThatThrownBy(() -> Figures.write(counts, DetectorWindows.DAILY, target, said::add))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(counts.resolve("counts.jsonl") + ":2: ")
        .hasMessageContaining(message);
    assertThat(target).doesNotExist();
  }

  @Test
  void windowsOfAnotherLengthAreNamedByTheirStart() throws IOException {
    put(
        "a.jsonl",
        GOOD.replace("2025-01-01", "2025-01-01T12:00:00Z"),
        GOOD.replace("2025-01-01", "2025-01-02T00:00:00Z"));
    Figures.write(counts, new DetectorWindows(12 * 3_600_000L), target, said::add);
    assertThat(Json.MAPPER.readTree(target.toFile()).findValuesAsText("day"))
        .containsExactly("2025-01-01T12:00:00Z", "2025-01-02T00:00:00Z");
  }

  @Test
  void saysWhatCannotBeReadOrWritten() throws IOException {
    assertThatThrownBy(() -> Figures.write(counts, DetectorWindows.DAILY, target, said::add))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("holds no .jsonl");
    put("a.jsonl", GOOD.replace("2025-01-01", "unknown"));
    Path nowhere = folder.resolve("missing").resolve("f.json");
    assertThatThrownBy(() -> Figures.write(counts, DetectorWindows.DAILY, nowhere, said::add))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("cannot write " + nowhere);
  }

  private void put(String file, String... lines) throws IOException {
    Files.writeString(counts.resolve(file), String.join("\n", lines).replace('\'', '"') + "\n");
  }
}
