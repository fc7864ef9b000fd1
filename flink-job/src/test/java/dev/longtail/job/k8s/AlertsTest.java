package dev.longtail.job.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The alerts in {@code k8s/overlays/monitoring}, by Prometheus' own tool. */
class AlertsTest {
  private static final Path MONITORING = Path.of("../k8s/overlays/monitoring");
  private static final Path UNIT_TESTS = Path.of("src/test/resources/k8s/alerts-test.yaml");
  private static final Path DOCS = Path.of("..");
  private static final Pattern METRIC = Pattern.compile("\\bflink_\\w+");
  private static final YAMLMapper YAML = Rendered.YAML;

  /** Streams to which something was done; RecordAlertsIT records them anew. */
  private static final Path RECORDED = Path.of("src/test/resources/k8s/recorded");

  /** The alerts that fire on each recording. All others are silent there. */
  private static final Map<String, Set<String>> FIRES =
      Map.ofEntries(
          Map.entry("healthy", Set.of()),
          Map.entry("budget-spent", Set.of("LongtailBudgetEnds", "LongtailExemplarsWait")),
          Map.entry("silent-partition", Set.of("LongtailWatermarkBehind")),
          Map.entry("endpoint-fails", Set.of("LongtailLabelEndpointDown")),
          Map.entry("judge-obeys", Set.of("LongtailJudgeHalted")),
          Map.entry("model-refuses", Set.of("LongtailAbstentions")),
          Map.entry(
              "checkpoints-fail", Set.of("LongtailCheckpointsFailing", "LongtailNoCheckpoint")),
          // Between two restarts no checkpoint completes.
          Map.entry(
              "restarts",
              Set.of("LongtailRestarting", "LongtailCheckpointsFailing", "LongtailNoCheckpoint")),
          Map.entry("stopped", Set.of("LongtailNotRunning")),
          Map.entry("drift", Set.of("LongtailDrift")),
          // What is slow is slow at a barrier, too.
          Map.entry("behind", Set.of("LongtailBehind", "LongtailNoCheckpoint")),
          // The JVM collects garbage to make room for classes.
          Map.entry("classes", Set.of("LongtailMetaspace", "LongtailGarbageCollection")));

  /** Alerts that no recording makes fire: only series that were written by hand do. */
  private static final Set<String> BY_HAND_ALONE = Set.of();

  private static final Pattern FAULT_AFTER = Pattern.compile("(?m)^# .*\\b[Aa]fter (\\d+) minutes");

  @TempDir Path folder;

  private static JsonNode groups() throws IOException {
    return YAML.readTree(MONITORING.resolve("rules.yaml").toFile()).path("spec");
  }

  private static List<JsonNode> rules() throws IOException {
    List<JsonNode> rules = new ArrayList<>();
    groups().path("groups").forEach(group -> group.path("rules").forEach(rules::add));
    return rules;
  }

  private Tools.Result promtool(String text, String... command) throws IOException {
    Files.writeString(folder.resolve("rules.yaml"), text);
    Files.copy(UNIT_TESTS, folder.resolve("alerts-test.yaml"));
    return Tools.run(folder, command);
  }

  @Test
  void everyAlertFiresAndIsSilent() throws IOException {
    Tools.needPromtool();
    String text = YAML.writeValueAsString(groups());
    Tools.Result tests = promtool(text, "promtool", "test", "rules", "alerts-test.yaml");
    assertThat(tests.status()).as(tests.output() + tests.errors()).isZero();
    Tools.Result check = Tools.run(folder, "promtool", "check", "rules", "rules.yaml");
    assertThat(check.status()).as(check.output() + check.errors()).isZero();
  }

  static Set<String> recordings() {
    return new TreeSet<>(FIRES.keySet());
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void onWhatAStreamShowedThoseFireThatShould(String name) throws IOException {
    Tools.needPromtool();
    String text = Files.readString(RECORDED.resolve(name + ".yaml"));
    JsonNode recording = YAML.readTree(text);
    ObjectNode tests = YAML.createObjectNode();
    tests.putArray("rule_files").add("rules.yaml");
    tests.put("evaluation_interval", "1m");
    ObjectNode test = tests.putArray("tests").addObject().put("name", name).put("interval", "1m");
    test.set("input_series", recording.path("input_series"));
    ArrayNode fired = test.putArray("promql_expr_test");
    expect(fired, recording.path("last_minute").asInt(), FIRES.get(name));
    Matcher fault = FAULT_AFTER.matcher(text);
    if (fault.find()) {
      expect(fired, Recording.FIRST_MINUTE + Integer.parseInt(fault.group(1)) - 1, Set.of());
    }
    Files.writeString(folder.resolve("rules.yaml"), YAML.writeValueAsString(groups()));
    Files.writeString(folder.resolve("recorded.yaml"), YAML.writeValueAsString(tests));
    Tools.Result result = Tools.run(folder, "promtool", "test", "rules", "recorded.yaml");
    assertThat(result.status()).as(result.output() + result.errors()).isZero();
  }

  /** Until {@code minute} these alerts and no others have fired. */
  private static void expect(ArrayNode tests, int minute, Set<String> alerts) {
    // Before the first scrape nothing tells, which is an alert of its own.
    int seen = minute - Recording.FIRST_MINUTE - 1;
    ObjectNode test =
        tests
            .addObject()
            .put(
                "expr",
                "group by (alertname) (last_over_time(ALERTS{alertstate=\"firing\"}[%dm]))"
                    .formatted(seen))
            .put("eval_time", minute + "m");
    ArrayNode samples = test.putArray("exp_samples");
    for (String alert : new TreeSet<>(alerts)) {
      samples.addObject().put("labels", "{alertname=\"" + alert + "\"}").put("value", 1);
    }
  }

  @Test
  void everyAlertFiresOnARecording() throws IOException {
    Set<String> firing = new TreeSet<>(BY_HAND_ALONE);
    FIRES.values().forEach(firing::addAll);
    Set<String> alerts = new TreeSet<>();
    rules().forEach(rule -> alerts.add(rule.path("alert").asText()));
    assertThat(firing).isEqualTo(alerts);
    try (Stream<Path> files = Files.list(RECORDED)) {
      assertThat(files.map(file -> file.getFileName().toString().replace(".yaml", "")))
          .containsExactlyInAnyOrderElementsOf(FIRES.keySet());
    }
  }

  /**
   * A metric that no recording shows is none, or the recordings are older than it. One recording
   * may be older than a metric: then it says nothing of that metric's alert.
   */
  @Test
  void theRecordingsHaveEveryMetricOfTheAlerts() throws IOException {
    Set<String> used = new TreeSet<>();
    for (JsonNode rule : rules()) {
      addMetrics(rule.path("expr").asText(), used);
    }
    Set<String> shown = new TreeSet<>();
    for (String name : recordings()) {
      addMetrics(Files.readString(RECORDED.resolve(name + ".yaml")), shown);
    }
    assertThat(shown).containsAll(used);
  }

  /** A rule that is broken or means something else does not pass. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "by (namespace)|by namespace)",
        "label_endpointDown|label_endpoint_down",
        "label_budget_spent|label_breaker_open",
        "numRestarts[30m])) > 3|numRestarts[30m])) > 0",
        "\"3m\"|\"30m\"",
        "7200|72000",
        "< 1|< 2",
      })
  void aBrokenRuleIsFound(String right, String wrong) throws IOException {
    Tools.needPromtool();
    String text = YAML.writeValueAsString(groups());
    assertThat(text).contains(right);
    Tools.Result tests =
        promtool(text.replace(right, wrong), "promtool", "test", "rules", "alerts-test.yaml");
    assertThat(tests.status()).isNotZero();
  }

  @Test
  void everyAlertHasATestInWhichItFiresAndOneInWhichItIsSilent() throws IOException {
    Set<String> firing = new TreeSet<>();
    Set<String> silent = new TreeSet<>();
    for (JsonNode test : YAML.readTree(UNIT_TESTS.toFile()).path("tests")) {
      for (JsonNode alert : test.path("alert_rule_test")) {
        (alert.path("exp_alerts").isEmpty() ? silent : firing)
            .add(alert.path("alertname").asText());
      }
    }
    Set<String> alerts = new TreeSet<>();
    rules().forEach(rule -> alerts.add(rule.path("alert").asText()));
    assertThat(firing).isEqualTo(alerts);
    assertThat(silent).isEqualTo(alerts);
  }

  @Test
  void everyAlertHasAnEntryInTheRunbook() throws IOException {
    Set<String> anchors = new TreeSet<>();
    Matcher heading =
        Pattern.compile("(?m)^## (\\w+)$")
            .matcher(Files.readString(DOCS.resolve("docs/operations/runbook.md")));
    while (heading.find()) {
      anchors.add("docs/operations/runbook.md#" + heading.group(1).toLowerCase(Locale.ROOT));
    }
    Set<String> linked = new TreeSet<>();
    for (JsonNode rule : rules()) {
      String link = rule.at("/annotations/runbook_url").asText();
      assertThat(link).endsWith("#" + rule.path("alert").asText().toLowerCase(Locale.ROOT));
      linked.add(link);
    }
    assertThat(anchors).isEqualTo(linked);
  }

  /** metrics.txt is what a run of the job is compared with. */
  @Test
  void theListOfMetricsIsComplete() throws IOException {
    Set<String> used = new TreeSet<>();
    for (JsonNode rule : rules()) {
      addMetrics(rule.path("expr").asText(), used);
    }
    JsonNode dashboard = new ObjectMapper().readTree(MONITORING.resolve("dashboard.json").toFile());
    assertThat(dashboard.path("panels").size()).isGreaterThan(10);
    addMetrics(dashboard.toString(), used);
    List<String> listed =
        Files.readAllLines(MONITORING.resolve("metrics.txt")).stream()
            .filter(line -> !line.startsWith("#"))
            .toList();
    assertThat(listed).containsExactlyElementsOf(used);
  }

  private static void addMetrics(String text, Set<String> metrics) {
    Matcher found = METRIC.matcher(text);
    while (found.find()) {
      metrics.add(found.group());
    }
  }
}
