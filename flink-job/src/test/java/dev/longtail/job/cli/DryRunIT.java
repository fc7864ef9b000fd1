package dev.longtail.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.job.run.GeneratedDays;
import dev.longtail.training.generate.GeneratedData;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.testing.SmallModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code longtail dry-run} from the stored savepoint of a stream. */
class DryRunIT {
  private static final Path SAVEPOINT =
      Path.of("src/test/resources/stream-savepoints/0.1.0/savepoint").toAbsolutePath();
  private static final String HOSTILE = "<script>alert(1)</script> & \"'";
  private static final int OLD_K = 5;
  private static final int NEW_K = 8;
  private static final Pattern ROW =
      Pattern.compile(
          "<tr data-id=\"([^\"]*)\"><td class=\"change"
              + " [a-z]+\">([a-z]+)</td>.*?<td[^>]*>([^<]*)</td>"
              + "<td[^>]*>([^<]*)</td><td[^>]*>([^<]*)</td><td[^>]*>([^<]*)</td><td[^>]*>([^<]*)</td>");

  @TempDir Path folder;
  private Path day;

  @BeforeEach
  void write() throws IOException {
    SmallModel.writeTo(folder.resolve("model"));
    GeneratedData data = GeneratedDays.generate(folder.resolve("data"), 2, 400);
    List<String> events = new ArrayList<>(GeneratedDays.lines(data.telemetry()));
    events.add(
        Json.line(Map.of("ts", 1735816000000L, "cmd", HOSTILE + " --seconds 12345 | xxd -p")));
    day = Files.write(folder.resolve("day.jsonl"), events);
  }

  @Test
  void twoValuesOfTopKDifferInExactlyTheRowsBetweenThem() throws IOException {
    Path truth = truth();
    Console.Outcome outcome = dryRun(OLD_K, NEW_K, "--labels", "truth:" + truth);
    assertThat(outcome.status()).as(outcome.err()).isZero();
    String page = Files.readString(folder.resolve("page.html"));

    List<Matcher> anomalies = rows(page, "anomalies");
    assertThat(anomalies).isNotEmpty();
    assertThat(anomalies)
        .allSatisfy(
            row -> {
              assertThat(row.group(2)).isEqualTo("new");
              assertThat(row.group(6)).isEmpty();
              assertThat(Integer.parseInt(row.group(7).replaceAll("rank (\\d+),.*", "$1")))
                  .isBetween(OLD_K + 1, NEW_K);
            });
    // Each window, scale and detector has its k anomalies under both.
    TreeSet<String> rankings = new TreeSet<>();
    anomalies.forEach(row -> rankings.add(row.group(3) + row.group(4) + row.group(5)));
    assertThat(rankings).hasSize(2 * 4);
    assertThat(anomalies).hasSize(rankings.size() * (NEW_K - OLD_K));
    assertThat(page)
        .contains(
            "%d under the old configuration, %d under the new one; %d differ."
                .formatted(rankings.size() * OLD_K, rankings.size() * NEW_K, anomalies.size()));
    // Every new exemplar is one of the new anomalies' lines and gets a verdict.
    List<String> exemplars = added(rows(page, "exemplars"));
    assertThat(exemplars).isNotEmpty();
    assertThat(added(rows(page, "admissions"))).isEqualTo(exemplars);
    assertThat(page).doesNotContain("<script>");
    nothingElseWasWritten();
  }

  @Test
  void aConfigurationDoesNotDifferFromItself() throws IOException {
    Console.Outcome outcome = dryRun(NEW_K, NEW_K);
    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(outcome.out()).startsWith("0 anomalies, 0 exemplars and 0 admissions differ: ");
    String page = Files.readString(folder.resolve("page.html"));
    assertThat(page).contains("Admissions were not compared").doesNotContain("<tr data-id");
  }

  private void nothingElseWasWritten() throws IOException {
    assertThat(folder.resolve("out")).doesNotExist();
    assertThat(folder.resolve("checkpoints")).doesNotExist();
  }

  private static List<String> added(List<Matcher> rows) {
    return rows.stream()
        .filter(row -> row.group(2).equals("new"))
        .map(row -> row.group(1))
        .sorted()
        .toList();
  }

  private static List<Matcher> rows(String page, String section) {
    int start = page.indexOf("<section id=\"" + section + "\">");
    String part = page.substring(start, page.indexOf("</section>", start));
    List<Matcher> rows = new ArrayList<>();
    part.lines()
        .forEach(
            line -> {
              Matcher row = ROW.matcher(line);
              if (row.find()) {
                rows.add(row);
              }
            });
    return rows;
  }

  /** Answers benign to every line of the day. */
  private Path truth() throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<String> events = Files.lines(day)) {
      for (String event : events.toList()) {
        JsonNode row = Json.MAPPER.readTree(event);
        String cmd = row.path("cmd").asText(row.path("command_line").asText());
        lines.add(Json.line(Map.of("cmd", cmd, "label", "benign")));
      }
    }
    return Files.write(folder.resolve("truth.jsonl"), lines);
  }

  private Console.Outcome dryRun(int oldK, int newK, String... more) throws IOException {
    List<String> args =
        new ArrayList<>(
            List.of(
                "dry-run",
                "--from",
                SAVEPOINT.toString(),
                "--old",
                config("old", oldK),
                "--config",
                config("new", newK),
                "--input",
                day.toString(),
                "--out",
                folder.resolve("page.html").toString()));
    args.addAll(List.of(more));
    return Console.run(args.toArray(String[]::new));
  }

  private String config(String name, int topK) throws IOException {
    return Files.writeString(
            folder.resolve(name + ".yaml"),
            """
            source: {bootstrap-servers: "nowhere.invalid:9092", topic: events, group-id: longtail}
            sink: {files: {path: "%1$s/out"}}
            job: {scale: both, top-k: %2$d, embedding-model: "%1$s/model"}
            labeler: {endpoint: "http://127.0.0.1:1/v1", model: none}
            checkpoints: {directory: "%1$s/checkpoints"}
            """
                .formatted(folder, topK))
        .toString();
  }
}
