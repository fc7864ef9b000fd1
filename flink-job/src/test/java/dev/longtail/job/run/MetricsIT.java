package dev.longtail.job.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.longtail.detectors.window.FunnelStage;
import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.graph.Output;
import dev.longtail.job.local.LocalMetrics;
import dev.longtail.job.scoring.SmallModels;
import dev.longtail.labeler.demo.LocalLabelServer;
import dev.longtail.training.generate.GeneratedData;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.testing.SmallModel;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The metrics of a stream with all its parts, read from Flink's own reporter with the settings of
 * {@code k8s/}: they are those that the documentation lists and the alerts ask for, and neither
 * they nor the log hold what was in an event.
 */
class MetricsIT {
  private static final Path MONITORING = Path.of("../k8s/overlays/monitoring");
  private static final Path PAGE = Path.of("../docs/operations/metrics.md");
  private static final String OPERATOR = "flink_taskmanager_job_task_operator_";
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int DAYS = 3;

  /** A word that stands in every place of an event which no metric and no log may show. */
  private static final String MARK = "Xq7mark";

  /** Metrics of an operator that Flink and its connector have, by their names. */
  private static final Pattern OF_FLINK =
      Pattern.compile(
          "(num|current|pending|watermark|mailbox|Kafka|source|assigned|unassigned|records|busy"
              + "|split)[A-Z_]\\w*|\\w+Committables");

  /** A name of ours in a table of the page. */
  private static final Pattern LISTED = Pattern.compile("(?m)^\\| `(\\w+)` \\|(.*)$");

  @TempDir static Path folder;
  private static String text;
  private static Scrape scrape;
  private static String local;
  private static String logged;

  @BeforeAll
  static void run() throws Exception {
    SmallModel.writeTo(folder.resolve("model"));
    SmallModels.text(folder.resolve("scorer"), "mimikatz.exe");
    GeneratedData data = GeneratedDays.generate(folder.resolve("data"), DAYS, 120);
    try (KeptLog log = KeptLog.start();
        LocalLabelServer labels = LocalLabelServer.start(0);
        EmbeddedKafka kafka = EmbeddedKafka.start(folder)) {
      kafka.createTopic("command-events", 1);
      for (Output output : Output.values()) {
        kafka.createTopic("longtail-" + output.folder(), 1);
      }
      int port = Jvms.freePort();
      Configuration flink = TestFlink.streaming(OptionalInt.of(2));
      reporterOfKubernetes(flink, port);
      LocalMetrics metrics = LocalMetrics.of(flink);
      JobClient job = new StreamingJob(options(kafka, labels), flink, line -> {}).start();
      send(kafka, "longtail-exemplars", List.of("{\"window\":\"" + MARK + "\"}", "{" + MARK));
      send(kafka, "command-events", events(data));
      send(kafka, "command-events", unusable());
      send(kafka, "command-events", List.of(event("2025-01-06T00:00:00Z", "true")));
      await(() -> isDone(kafka), () -> sizes(kafka));
      send(kafka, "command-events", List.of(event("2025-01-01T05:00:00Z", "late " + MARK)));
      await(
          () -> {
            text = get(port);
            scrape = Scrape.of(text);
            return scrape.sum(OPERATOR + "funnel_scale_stage_total", "stage", "late") == 2
                && scrape.sum("flink_jobmanager_job_numberOfCompletedCheckpoints") > 2;
          },
          () -> text);
      local = metrics.text();
      job.cancel().get();
      logged = log.text();
    }
  }

  /** What the manifests say of the reporter, at another port. */
  private static void reporterOfKubernetes(Configuration flink, int port) throws IOException {
    JsonNode said =
        new YAMLMapper()
            .readTree(Path.of("../k8s/base/flinkdeployment.yaml").toFile())
            .at("/spec/flinkConfiguration");
    said.properties()
        .forEach(
            entry -> {
              if (entry.getKey().startsWith("metrics.")) {
                set(flink, entry.getKey(), entry.getValue().asText());
              }
            });
    set(flink, "metrics.reporter.prometheus.port", Integer.toString(port));
  }

  private static void set(Configuration flink, String key, String value) {
    flink.set(ConfigOptions.key(key).stringType().noDefaultValue(), value);
  }

  private static LongtailOptions options(EmbeddedKafka kafka, LocalLabelServer labels) {
    String config =
        """
        source: {bootstrap-servers: "%1$s", topic: command-events, group-id: longtail}
        earlier-exemplars: {bootstrap-servers: "%1$s", topic: longtail-exemplars, group-id: known}
        sink: {kafka: {bootstrap-servers: "%1$s"}}
        job: {parallelism: 2, scale: both, embedding-model: "%4$s", top-k: 20, select: both}
        labeler: {endpoint: "%2$s", model: %3$s, max-calls: 100000, control-arms: true}
        scoring: {model: "%6$s", poll: PT1S}
        checkpoints: {interval: PT1S, directory: "%5$s"}
        """
            .formatted(
                kafka.bootstrapServers(),
                labels.url(),
                LocalLabelServer.MODEL,
                folder.resolve("model"),
                folder.resolve("checkpoints").toUri(),
                folder.resolve("scorer"));
    return LongtailOptions.read(config, "longtail.yaml", Map.of(), List.of());
  }

  /** The generated events, with the mark in each field that names somebody or something. */
  private static List<String> events(GeneratedData data) throws IOException {
    List<String> marked = new ArrayList<>();
    for (String line : GeneratedDays.lines(data.telemetry())) {
      ObjectNode event = (ObjectNode) Json.MAPPER.readTree(line);
      for (String field : List.of("event_id", "host", "user", "parent", "image")) {
        event.put(field, event.path(field).asText() + MARK);
      }
      String name = event.has("cmd") ? "cmd" : "command_line";
      event.put(
          name, event.path(name).asText() + " --password=" + MARK + " /srv/" + MARK + "/input");
      marked.add(event.toString());
    }
    // A line with a mark of a known attack, which no verdict outweighs.
    marked.add(event("2025-01-02T12:00:00Z", "C:\\tools\\mimikatz.exe sekurlsa:: " + MARK));
    return marked;
  }

  private static String event(String time, String command) {
    return Json.line(
        Json.MAPPER
            .createObjectNode()
            .put("ts", time)
            .put("cmd", command)
            .put("host", MARK)
            .put("user", MARK));
  }

  private static List<String> unusable() {
    return List.of(
        "{broken " + MARK,
        "[\"" + MARK + "\"]",
        "{\"cmd\":\"" + MARK + "\"}",
        "{\"ts\":1735689600000,\"host\":\"" + MARK + "\"}",
        "{\"ts\":1735689600000,\"cmd\":\"a\",\"host\":\"b\",\"host\":\"" + MARK + "\"}",
        event("2099-01-01T00:00:00Z", MARK));
  }

  private static void send(EmbeddedKafka kafka, String topic, List<String> lines) throws Exception {
    kafka.send(
        topic, 0, lines.stream().map(line -> line.getBytes(StandardCharsets.UTF_8)).toList());
  }

  private static boolean isDone(EmbeddedKafka kafka) {
    Set<String> windows =
        kafka.read("longtail-exemplars").stream()
            .flatMap(line -> Pattern.compile("2025-01-0\\d").matcher(line).results())
            .map(found -> found.group())
            .collect(Collectors.toSet());
    return windows.contains("2025-01-03")
        && kafka.read("longtail-verdicts").size() + 2 == kafka.read("longtail-exemplars").size()
        && kafka.read("longtail-control").size() > 20;
  }

  private static String get(int port) {
    try {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("the reporter does not answer", e);
    }
  }

  private static Map<Output, Integer> sizes(EmbeddedKafka kafka) {
    Map<Output, Integer> sizes = new TreeMap<>();
    for (Output output : Output.values()) {
      sizes.put(output, kafka.read("longtail-" + output.folder()).size());
    }
    return sizes;
  }

  private static void await(BooleanSupplier condition, Supplier<Object> instead)
      throws InterruptedException {
    Instant end = Instant.now().plus(PATIENCE);
    while (!condition.getAsBoolean()) {
      if (Instant.now().isAfter(end)) {
        throw new AssertionError("after " + PATIENCE + ": " + instead.get());
      }
      Thread.sleep(500);
    }
  }

  /** Keeps the last run's text, to look at. */
  @AfterAll
  static void keep() throws IOException {
    if (text != null) {
      Files.createDirectories(Path.of("target"));
      Files.writeString(Path.of("target/metrics-it.txt"), text);
    }
  }

  /** Name and labels of each metric of ours, as the page lists them. */
  private static Map<String, Set<String>> listed() throws IOException {
    Map<String, Set<String>> listed = new TreeMap<>();
    Matcher row = LISTED.matcher(Files.readString(PAGE));
    while (row.find()) {
      String labels = row.group(2).split("\\|")[2];
      listed.put(
          row.group(1),
          Pattern.compile("`(\\w+)`")
              .matcher(labels)
              .results()
              .map(label -> label.group(1))
              .collect(Collectors.toCollection(TreeSet::new)));
    }
    return listed;
  }

  @Test
  void thePageListsWhatARunShows() throws IOException {
    Set<String> ofFlink =
        Set.of(
            "host",
            "tm_id",
            "job_id",
            "job_name",
            "task_id",
            "task_name",
            "task_attempt_id",
            "task_attempt_num",
            "subtask_index",
            "operator_id",
            "operator_name");
    Map<String, Set<String>> shown = new TreeMap<>();
    for (Scrape.Series each : scrape.series()) {
      if (each.name().startsWith(OPERATOR)) {
        String name = each.name().substring(OPERATOR.length());
        if (!OF_FLINK.matcher(name).matches()) {
          Set<String> own = new TreeSet<>(each.labels().keySet());
          own.removeAll(ofFlink);
          shown.put(name, own);
        }
      }
    }
    assertThat(shown).isEqualTo(listed());
  }

  @Test
  void everyMetricOfAlertsAndDashboardIsThere() throws IOException {
    List<String> used =
        Files.readAllLines(MONITORING.resolve("metrics.txt")).stream()
            .filter(line -> !line.startsWith("#"))
            .toList();
    assertThat(scrape.names()).containsAll(used);
  }

  /** An alert on an operator that has another name never fires. */
  @Test
  void everyLabelOfAlertsAndDashboardIsThere() throws IOException {
    String used =
        Files.readString(MONITORING.resolve("rules.yaml"))
            + Json.MAPPER.readTree(MONITORING.resolve("dashboard.json").toFile());
    Matcher selector =
        Pattern.compile("(flink_\\w+)\\{(\\w+)=\\\\?\"([^\"$\\\\]+)\\\\?\"").matcher(used);
    int found = 0;
    while (selector.find()) {
      found++;
      assertThat(scrape.series())
          .as(selector.group())
          .anyMatch(
              each ->
                  each.name().equals(selector.group(1))
                      && selector.group(3).equals(each.labels().get(selector.group(2))));
    }
    assertThat(found).isGreaterThan(1);
  }

  @Test
  void everyStageOfTheFunnelIsThereAtItsScales() {
    Set<String> stages = new TreeSet<>();
    for (Scrape.Series each : scrape.series()) {
      if (each.name().equals(OPERATOR + "funnel_scale_stage_total")) {
        stages.add(each.labels().get("stage"));
        assertThat(each.labels().get("scale")).isIn("full", "reduced");
      }
    }
    assertThat(stages)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(FunnelStage.values()).map(FunnelStage::label).toList());
  }

  /** Of the numbers, those that are known. */
  @Test
  void theNumbersAreThoseOfTheRun() {
    assertThat(stage("future")).isEqualTo(2);
    assertThat(stage("unparsable")).isEqualTo(10);
    assertThat(stage("late")).isEqualTo(2);
    assertThat(stage("exemplars")).isPositive();
    assertThat(stage("admitted") + stage("quarantined")).isEqualTo(stage("exemplars"));
    assertThat(stage("benign") + stage("malicious") + stage("abstained"))
        .isEqualTo(stage("exemplars"));
    for (String kind : List.of("from_the_future", "time", "command_line", "field")) {
      assertThat(own("dead_letters_reason_total", "reason", kind)).as(kind).isEqualTo(1);
    }
    assertThat(own("dead_letters_reason_total", "reason", "json")).isEqualTo(2);
    assertThat(own("unusable_earlier_exemplars")).isPositive();
    assertThat(own("vetoes_rule_total", "rule", "credential-theft-tool")).isPositive();
    assertThat(own("admissions_arm_outcome_total", "outcome", "veto")).isPositive();
    assertThat(own("admissions_arm_outcome_total", "arm", "random")).isPositive();
    assertThat(own("near_duplicates_scale_rule_total")).isEqualTo(stage("near_duplicates"));
    assertThat(own("label_requests_total")).isEqualTo(own("label_calls"));
    assertThat(own("label_request_seconds_count")).isEqualTo(own("label_requests_total"));
    assertThat(own("label_request_seconds_le_bucket", "le", "+Inf"))
        .isEqualTo(own("label_requests_total"));
    assertThat(own("label_calls_left")).isEqualTo(100_000 - own("label_calls"));
    assertThat(own("label_tokens_left")).isInfinite();
    assertThat(own("label_waiting")).isZero();
    assertThat(own("window_close_seconds_count", "operator_name", "unique commands, full scale"))
        .isEqualTo(DAYS * 4.0);
    assertThat(own("ranking_scale_detector_fit_seconds_sum", "detector", "kmeans")).isPositive();
    assertThat(own("open_windows")).isPositive();
    assertThat(own("unique_commands")).isPositive();
    assertThat(own("embedder_texts_total")).isPositive();
  }

  private static double stage(String stage) {
    return own("funnel_scale_stage_total", "stage", stage);
  }

  private static double own(String name, String... labels) {
    return scrape.sum(OPERATOR + name, labels);
  }

  @Test
  void theNamesFollowTheConventions() throws IOException {
    for (String name : listed().keySet()) {
      if (!name.matches("(label_|slowest_)?(inFlight|endpointDown(Since)?|silentMillis)")) {
        assertThat(name).matches("[a-z]+(_[a-z]+)*");
      }
    }
    assertThat(text).doesNotContain("host=");
  }

  /** The page of a local run shows the same. */
  @Test
  void aLocalRunShowsTheSame() {
    assertThat(Scrape.of(local).names()).isEqualTo(scrape.names());
  }

  @Test
  void neitherMetricsNorLogHoldWhatWasInAnEvent() {
    assertThat(text.toLowerCase(Locale.ROOT)).doesNotContain(MARK.toLowerCase(Locale.ROOT));
    assertThat(local.toLowerCase(Locale.ROOT)).doesNotContain(MARK.toLowerCase(Locale.ROOT));
    assertThat(logged).contains("skipped: earlier exemplar");
    assertThat(logged.toLowerCase(Locale.ROOT)).doesNotContain(MARK.toLowerCase(Locale.ROOT));
  }
}
