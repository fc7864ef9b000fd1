package dev.longtail.job.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.udfs.core.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DetectCommandTest {
  @TempDir Path folder;

  private final PrintStream realOut = System.out;
  private final PrintStream realErr = System.err;
  private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
  private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();

  @BeforeEach
  void listen() {
    System.setOut(new PrintStream(stdout, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(stderr, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void restore() {
    System.setOut(realOut);
    System.setErr(realErr);
  }

  @ParameterizedTest
  @ValueSource(strings = {"isolation-forest", "kmeans", "pca"})
  void everyDetectorSaysHowWellItRanks(String detector) throws IOException {
    Path table = Files.writeString(folder.resolve("t.csv"), table(200, "", "%s,%s,%s", "0", "1"));
    assertThat(detect(table, "--detector", detector, "--seed", "7")).as(err()).isZero();
    JsonNode result = Json.MAPPER.readTree(out());
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
    assertThat(out().lines()).hasSize(1);
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
    assertThat(detect(table, "--detector", "pca", "--label-column", column)).as(err()).isZero();
    assertThat(Json.MAPPER.readTree(out()).get("auroc").asDouble()).isEqualTo(1);
    assertThat(Json.MAPPER.readTree(out()).get("rows").asInt()).isEqualTo(100);
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
    assertThat(err()).contains(message).doesNotContain("\tat ");
    assertThat(out()).isEmpty();
  }

  @Test
  void aColumnOrFileThatIsNotThereFails() throws IOException {
    Path table = Files.writeString(folder.resolve("t.csv"), "1,2,0\n3,4,1\n");
    assertThat(detect(table, "--detector", "pca", "--label-column", "what"))
        .isEqualTo(Longtail.FAILED);
    assertThat(err()).contains("has no column \"what\"");
    assertThat(detect(folder.resolve("none.csv"), "--detector", "pca")).isEqualTo(Longtail.FAILED);
    assertThat(err()).contains("none.csv: no such file");
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
        .as(err())
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
    assertThat(err()).contains("is the table itself");
  }

  /** Values of scikit-learn's {@code average_precision_score}. */
  @Test
  void averagePrecisionIsScikitLearns() {
    boolean[] isOutlier = {false, false, true, true};
    double[] scores = {0.1, 0.4, 0.35, 0.8};
    assertThat(AveragePrecision.of(scores, isOutlier, new int[] {3, 1, 2, 0}))
        .isCloseTo(0.8333333, within(1e-6));
    assertThat(AveragePrecision.of(new double[4], isOutlier, new int[] {0, 1, 2, 3}))
        .isEqualTo(0.5);
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

  private static int detect(Path table, String... options) {
    return Longtail.run(
        Stream.concat(Stream.of("detect", "--csv", table.toString()), Stream.of(options))
            .toArray(String[]::new));
  }

  private String out() {
    return stdout.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return stderr.toString(StandardCharsets.UTF_8);
  }
}
