package dev.longtail.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The log as JSON, in a JVM that gets what the launcher gives it. */
class JsonLogTest {
  private static final Pattern FLAG = Pattern.compile("-Dlog4j2\\.configurationFile=[^)\\s]+");

  /** Logs some lines. */
  static final class Says {
    private Says() {}

    public static void main(String[] args) {
      LoggerFactory.getLogger("dev.longtail.Some").info("two\nlines");
      LoggerFactory.getLogger("org.example.Other").info("not shown: the levels are those of text");
      LoggerFactory.getLogger("org.example.Other").warn("failed", new IOException("gone"));
    }
  }

  private static List<JsonNode> logged(String flag) throws IOException {
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                flag,
                "-cp",
                System.getProperty("java.class.path"),
                Says.class.getName())
            .redirectErrorStream(true)
            .start();
    String text = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    List<JsonNode> lines = new ArrayList<>();
    for (String line : text.lines().toList()) {
      if (!line.startsWith("SLF4J: ")) {
        lines.add(Json.MAPPER.readTree(line));
      }
    }
    return lines;
  }

  @Test
  void eachLineOfTheLogIsAnObject() throws IOException {
    Matcher flag = FLAG.matcher(Files.readString(Path.of("../longtail")));
    assertThat(flag.find()).isTrue();
    List<JsonNode> lines = logged(flag.group());
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0).path("message").asText()).isEqualTo("two\nlines");
    assertThat(lines.get(0).path("log.level").asText()).isEqualTo("INFO");
    assertThat(lines.get(0).path("log.logger").asText()).isEqualTo("dev.longtail.Some");
    assertThat(lines.get(0).path("@timestamp").asText()).endsWith("Z");
    assertThat(lines.get(1).path("error.message").asText()).isEqualTo("gone");
    assertThat(lines.get(1).path("error.stack_trace").asText()).contains("IOException: gone");
  }
}
