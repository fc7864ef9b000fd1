package dev.longtail.training.passport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Exceptions as they are written, read as a SIEM would read them. */
class WrittenExceptionsTest {
  private static final SigmaText.Content CONTENT =
      new SigmaText.Content(
          "0b7c5f0e-8a5e-5c3b-9d54-0a9a8e2f1c11",
          "Benign: it's \"so\" # no comment",
          "3 events: 'quoted'",
          "2025-01-31",
          List.of(RegexAnchors.whole("echo 'it''s' # \"x\" \\ %TEMP%"), "^run --id [0-9]{5,6}$"),
          new ExceptionScope(
              "windows",
              List.of("ws-1", "ws-2"),
              List.of("CORP\\svc*"),
              List.of("C:\\tools\\run.exe"),
              List.of("C:\\Windows\\explorer.exe")),
          Map.of("longtail_expires", "2025-05-01"));

  private static final class RegexAnchors {
    static String whole(String line) {
      return "^" + RegexText.literal(line) + "$";
    }
  }

  private static Map<String, String> event(String line, String host, String user) {
    return Map.of("CommandLine", line, "ComputerName", host, "User", user);
  }

  private static SigmaFilter written() {
    return SigmaFilter.read(SigmaText.of(CONTENT, PassportLimits.DEFAULT), "a.yml");
  }

  @Test
  void aFilterHidesItsLinesInItsScopeAlone() {
    SigmaFilter filter = written();
    assertThat(filter.hides("windows", event("run --id 12345", "ws-1", "CORP\\svc*"))).isTrue();
    assertThat(filter.hides("windows", event("run --id 12345", "WS-2", "corp\\svc*"))).isTrue();
    assertThat(
            filter.hides("windows", event("echo 'it''s' # \"x\" \\ %TEMP%", "ws-1", "CORP\\svc*")))
        .isTrue();
    assertThat(filter.hides("linux", event("run --id 12345", "ws-1", "CORP\\svc*"))).isFalse();
    assertThat(filter.hides("windows", event("run --id 12345", "ws-3", "CORP\\svc*"))).isFalse();
    assertThat(filter.hides("windows", event("run --id 12345", "ws-1", "CORP\\svc1")))
        .as("a star of a name is no wildcard")
        .isFalse();
    assertThat(filter.hides("windows", event("run --id 12345 & id", "ws-1", "CORP\\svc*")))
        .isFalse();
    assertThat(filter.hides("", Map.of("CommandLine", "run --id 12345")))
        .as("nobody knows where an attacker types it")
        .isTrue();
  }

  @Test
  void aFilterHasTheFormThatTheSpecificationAsksFor() throws Exception {
    JsonNode filter =
        new com.fasterxml.jackson.dataformat.yaml.YAMLMapper()
            .readTree(SigmaText.of(CONTENT, PassportLimits.DEFAULT));
    assertThat(filter.path("title").asText()).isEqualTo(CONTENT.title()).hasSizeLessThan(256);
    assertThat(filter.path("date").asText()).matches("\\d{4}-\\d{2}-\\d{2}");
    assertThat(filter.path("id").asText()).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    assertThat(filter.path("logsource").path("category").asText()).isEqualTo("process_creation");
    assertThat(filter.path("filter").path("rules").asText()).isEqualTo("any");
    assertThat(filter.path("filter").path("condition").asText()).isEqualTo("not selection");
    PassportLimits named =
        new PassportLimits(1, 1, 1, 1, 1, 1, 0, List.of("rule-1", "rule-2"), "Computer");
    String yaml = SigmaText.of(CONTENT, named);
    assertThat(yaml).contains("    rules:\n        - 'rule-1'\n        - 'rule-2'\n");
    assertThat(yaml).contains("        Computer:\n            - 'ws-1'\n");
    SigmaFilter.read(yaml, "a.yml");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "condition: not selection # condition: selection",
        "condition: not selection # condition: not 1 of selection*",
        "CommandLine|re: # CommandLine|re|i:",
        "CommandLine|re: # CommandLine|contains:",
        "category: process_creation # category: file_event",
        "[0-9]{5,6} # [0-9",
      })
  void aFilterThatIsNotUnderstoodIsRefusedAndNotPassedOver(String from, String to) {
    String yaml = SigmaText.of(CONTENT, PassportLimits.DEFAULT);
    assertThat(yaml).contains(from);
    assertThatThrownBy(() -> SigmaFilter.read(yaml.replace(from, to), "b.yml"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("b.yml: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "^run --id=[0-9]+$ # run --id=",
        "^ab?c$ # a",
        "^ab{2}c$ # a",
        "^a\\.b$ # a.b",
        "^a\\d$ # a",
        "^a|b$ # ''",
        "^(a|b)c$ # ''",
        "^a[|]b$ # a",
        "a$ # ''",
      })
  void thePrefixOfAnExpressionIsWhatAllItsMatchesBeginWith(String regex, String prefix) {
    assertThat(SigmaFilter.prefix(regex)).isEqualTo(prefix.replace("''", ""));
  }

  @Test
  void anItemOfElasticHidesWholeLinesInItsScope() throws Exception {
    String json =
        ElasticText.item(CONTENT, List.of("run --id 12345", "run --id 54321"), "2025-05-01");
    ElasticItem item = ElasticItem.read(json, "e:2");
    Map<String, String> event =
        Map.of(
            "process.command_line", "run --id 54321",
            "host.name", "ws-2",
            "host.os.type", "windows",
            "user.name", "svc*",
            "process.executable", "C:\\tools\\run.exe");
    assertThat(item.hides(event)).isTrue();
    assertThat(item.hides(Map.of("process.command_line", "run --id 1; id"))).isFalse();
    assertThat(item.hides(Map.of("process.command_line", "run --id 54321", "host.name", "ws-9")))
        .isFalse();
    JsonNode root = Json.MAPPER.readTree(json);
    assertThat(root.path("expire_time").asText()).isEqualTo("2025-05-01T23:59:59.000Z");
    assertThat(root.path("type").asText()).isEqualTo("simple");
    assertThat(root.path("list_id").asText())
        .isEqualTo(Json.MAPPER.readTree(ElasticText.list("all")).path("list_id").asText());
    assertThat(json).doesNotContain("wildcard");
  }

  @Test
  void anItemWithAWildcardIsRefused() {
    String json =
        ElasticText.item(CONTENT, List.of("run"), "2025-05-01")
            .replace("\"match\"", "\"wildcard\"");
    assertThatThrownBy(() -> ElasticItem.read(json, "e:7"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("e:7: ");
  }

  @Test
  void namesOfFamiliesGiveTheSameUuidEverywhere() {
    assertThat(NameUuid.of("linux\nls"))
        .isEqualTo(NameUuid.of("linux\nls"))
        .isNotEqualTo(NameUuid.of("windows\nls"))
        .matches("[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  }
}
