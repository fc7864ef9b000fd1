package dev.longtail.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DetectCommandTest {
  @TempDir Path folder;

  @RegisterExtension private final Console console = new Console();

  @ParameterizedTest
  @ValueSource(strings = {"isolation-forest", "kmeans", "pca"})
  void everyDetectorSaysHowWellItRanks(String detector) throws IOException {
    Path table = Files.writeString(folder.resolve("t.csv"), table(200, "", "%s,%s,%s", "0", "1"));
    assertThat(detect(table, "--detector", detector, "--seed", "7")).as(console.err()).isZero();
    JsonNode result = Json.MAPPER.readTree(console.out());
    assertThat(result.fieldNames())
        .toIterable()
        .containsExactly(
            "detector",
            "auroc",
            "average_precision",
            "fit_seconds",
            "score_microseconds_per_row",
            "rows",
            "columns",
            "seed");
    assertThat(result.get("detector").asText()).isEqualTo(detector);
    assertThat(result.get("auroc").asDouble()).isBetween(0.98, 1.0);
    assertThat(result.get("average_precision").asDouble()).isBetween(0.7, 1.0);
    assertThat(result.get("rows").asInt()).isEqualTo(200);
    assertThat(result.get("columns").asInt()).isEqualTo(2);
    assertThat(result.get("seed").asLong()).isEqualTo(7);
    assertThat(console.out().lines()).hasSize(1);
    assertThat(console.err()).contains("200 rows of 2 columns, 10 of them outliers");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                     | %s,%s,%s             | last  | 0      | 1
          x,y,label              | %s,%s,%s             | label | normal | anomaly
          'label, x, y'          | %3$s, %1$s, %2$s     | first | n      | o
          '"x","label","y"'      | "%1$s","%3$s","%2$s" | label | no     | yes
          '# made\\nx,y,is'      | %s , %s , '%s'       | 3     | False  | True
          ''                     | %s,%s,%s             | 3     | 1      | -1
          ''                     | %s,%s,%s             | last  | 0.0    | 2
          x,y,z                  | %s,%s,%s             | last  | sound  | broken
          """)
  void tablesAreReadAsTheyCome(
      String header, String format, String column, String usual, String unusual)
      throws IOException {
    String text = table(100, header.replace("\\n", "\n"), format.strip(), usual, unusual);
    Path table = Files.writeString(folder.resolve("t.csv"), text);
    assertThat(detect(table, "--detector", "pca", "--label-column", column))
        .as(console.err())
        .isZero();
    assertThat(Json.MAPPER.readTree(console.out()).get("auroc").asDouble()).isEqualTo(1);
    assertThat(Json.MAPPER.readTree(console.out()).get("rows").asInt()).isEqualTo(100);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1,2,0\\n3,x,1      | t.csv:2: column 2 holds "x", no finite number
          a,b,l\\n1,2,0\\n3,,1 | t.csv:3: column 2 (b) is empty
          1,2,0\\n3,NaN,1    | t.csv:2: column 2 holds "NaN"
          1,2,0\\n3,1e99,1   | t.csv:2: column 2 holds "1e99"
          1,inf,0\\n3,4,1    | t.csv:1: column 2 holds "inf"
          1,2,0\\n3,1e40,1   | t.csv:2: column 2 holds "1e40", beyond the range of a float (3.4e38)
          1,2,0\\n3,-1e999,1 | t.csv:2: column 2 holds "-1e999", beyond the range
          1;2;0\\n3;4;1      | t.csv:1: has one column and ";" in it: values must be separated by commas
          1,2,0\\n3,1        | t.csv:2: has 2 cells where the first row has 3
          1,2,0\\n3,1,       | t.csv:2: column 3 (the label) is empty
          ''                 | t.csv: holds no rows
          a,b,c              | t.csv: holds a header but no rows
          1,2,0\\n3,4,0      | all labels are of one class (0): AUROC is undefined
          1,2,a\\n3,4,b      | labels a and b are equally frequent
          1,2,a\\n3,4,b\\n5,6,c | the label column has 3 values
          """)
  void whatCannotBeUsedIsNamed(String text, String message) throws IOException {
    Path table = Files.writeString(folder.resolve("t.csv"), text.replace("\\n", "\n"));
    assertThat(detect(table, "--detector", "pca")).isEqualTo(Longtail.FAILED);
    assertThat(console.err()).contains(message).doesNotContain("\tat ");
    assertThat(console.out()).isEmpty();
  }

  @Test
  void aColumnOrFileThatIsNotThereFails() throws IOException {
    Path table = Files.writeString(folder.resolve("t.csv"), "1,2,0\n3,4,1\n");
    assertThat(detect(table, "--detector", "pca", "--label-column", "what"))
        .isEqualTo(Longtail.FAILED);
    assertThat(console.err()).contains("has no column \"what\"");
    assertThat(detect(folder.resolve("none.csv"), "--detector", "pca")).isEqualTo(Longtail.FAILED);
    assertThat(console.err()).contains("none.csv: no such file");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--detector nearest",
        "--detector pca --variance 2",
        "--detector pca --clusters 3",
        "--detector kmeans --clusters 0",
        "--detector kmeans --trees 10",
        "--detector isolation-forest --trees 0",
        "--detector pca --shards 0"
      })
  void badUsage(String options) throws IOException {
    Path table = Files.writeString(folder.resolve("t.csv"), "1,2,0\n3,4,1\n");
    assertThat(detect(table, options.split(" "))).isEqualTo(Longtail.BAD_USAGE);
  }

  @Test
  void scoresAreExplainedRowByRow() throws IOException {
    Path table =
        Files.writeString(folder.resolve("t.csv"), table(200, "x,y,z", "%s,%s,%s", "0", "1"));
    Path scores = folder.resolve("scores.jsonl");
    assertThat(
            detect(table, "--detector", "kmeans", "--scores", scores.toString(), "--shards", "2"))
        .as(console.err())
        .isZero();
    List<String> lines = Files.readAllLines(scores);
    assertThat(lines).hasSize(200);
    JsonNode outlier = Json.MAPPER.readTree(lines.get(0));
    assertThat(outlier.get("row").asInt()).isOne();
    assertThat(outlier.get("rank").asInt()).isLessThanOrEqualTo(10);
    assertThat(outlier.get("outlier").asBoolean()).isTrue();
    assertThat(outlier.at("/contributions/0/column").asText()).isEqualTo("x");
    assertThat(outlier.at("/contributions/0/value").asDouble()).isGreaterThan(20);
    assertThat(detect(table, "--detector", "pca", "--scores", table.toString()))
        .isEqualTo(Longtail.FAILED);
    assertThat(console.err()).contains("is the table itself");
  }

  /** Every twentieth row is an outlier in its first column, the first row among them. */
  private static String table(
      int rows, String header, String format, String usual, String unusual) {
    SplittableRandom random = new SplittableRandom(1);
    Stream<String> lines =
        Stream.iterate(0, i -> i + 1)
            .limit(rows)
            .map(
                i -> {
                  boolean outlier = i % 20 == 0;
                  double x = random.nextGaussian() + (outlier ? 30 : 0);
                  return format.formatted(x, random.nextGaussian(), outlier ? unusual : usual);
                });
    String top = header.isEmpty() ? "" : header + "\n";
    return top + String.join("\n", lines.toList()) + "\n";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          pca --shards 0                    | --shards 0: from 1 to 100, half of the table's rows, e.g. --shards 4
          pca --shards 101                  | --shards 101: from 1 to 100, half of the table's rows, e.g. --shards 4
          kmeans --clusters 0               | --clusters 0: from 1 to 200, the table's rows, e.g. --clusters 8
          kmeans --clusters 201             | --clusters 201: from 1 to 200, the table's rows, e.g. --clusters 8
          pca --variance 0                  | --variance 0.0: above 0, at most 1, e.g. --variance 0.8
          isolation-forest --trees 0        | --trees 0: 1 or more, e.g. --trees 100
          isolation-forest --subsample 1    | --subsample 1: 2 or more, e.g. --subsample 256
          isolation-forest --extension -1   | --extension -1: from 0 to 1, one less than the table's columns, e.g. --extension 1
          isolation-forest --extension 2    | --extension 2: from 0 to 1, one less than the table's columns, e.g. --extension 1
          """)
  void anOptionOutOfRangeIsNamedWithItsRange(String options, String message) throws IOException {
    Path table = Files.writeString(folder.resolve("t.csv"), table(200, "", "%s,%s,%s", "0", "1"));
    assertThat(detect(table, ("--detector " + options.strip()).split(" ")))
        .isEqualTo(Longtail.BAD_USAGE);
    assertThat(console.err()).contains(message);
    assertThat(console.out()).isEmpty();
  }

  private static int detect(Path table, String... options) {
    return Longtail.run(
        Stream.concat(Stream.of("detect", "--csv", table.toString()), Stream.of(options))
            .toArray(String[]::new));
  }
}
