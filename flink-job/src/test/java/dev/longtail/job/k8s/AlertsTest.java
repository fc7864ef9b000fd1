package dev.longtail.job.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The alerts in {@code k8s/overlays/monitoring}, by Prometheus' own tool. */
class AlertsTest {
  private static final Path MONITORING = Path.of("../k8s/overlays/monitoring");
  private static final Path UNIT_TESTS = Path.of("src/test/resources/k8s/alerts-test.yaml");
  private static final Path DOCS = Path.of("..");
  private static final Pattern METRIC = Pattern.compile("\\bflink_\\w+");
  private static final YAMLMapper YAML = Rendered.YAML;

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

  /** A rule that is broken or means something else does not pass. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "by (namespace)|by namespace)",
        "label_endpointDown|label_endpoint_down",
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
