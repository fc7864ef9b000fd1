package dev.longtail.job.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
  private static final String GOOD =
      "{'window':'2025-01-01','scale':'full','stage':'UNIQUE','place':'shard 1','count':3}";

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
  void countsOfNoDayMakeAnEmptyFigure() throws IOException {
    put("a.jsonl", GOOD.replace("UNIQUE", "UNPARSABLE").replace("2025-01-01", "unknown"));
    Figures.write(counts, DetectorWindows.DAILY, target, said::add);
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
