package dev.longtail.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.udfs.io.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configurator;
import org.junit.jupiter.api.Test;

/** The log as JSON, with the files that the launcher names. */
class JsonLogTest {
  private static final Pattern FILES = Pattern.compile("log4j2\\.configurationFile=([^)\\s]+)");

  private static List<JsonNode> logged(String files) throws IOException {
    PrintStream before = System.err;
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    System.setErr(new PrintStream(kept, true, StandardCharsets.UTF_8));
    try {
      LoggerContext context =
          Configurator.initialize(
              "json",
              JsonLogTest.class.getClassLoader(),
              Stream.of(files.split(",")).map(java.net.URI::create).toList(),
              null);
      context.getLogger("dev.longtail.Some").info("two\nlines");
      context.getLogger("org.example.Other").info("not shown: the level is that of the text");
      context.getLogger("org.example.Other").log(Level.WARN, "failed", new IOException("gone"));
      Configurator.shutdown(context);
    } finally {
      System.setErr(before);
    }
    List<JsonNode> lines = new ArrayList<>();
    for (String line : kept.toString(StandardCharsets.UTF_8).lines().toList()) {
      lines.add(Json.MAPPER.readTree(line));
    }
    return lines;
  }

  @Test
  void eachLineOfTheLogIsAnObject() throws IOException {
    Matcher files = FILES.matcher(Files.readString(Path.of("../longtail")));
    assertThat(files.find()).isTrue();
    List<JsonNode> lines = logged(files.group(1));
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0).path("message").asText()).isEqualTo("two\nlines");
    assertThat(lines.get(0).path("log.level").asText()).isEqualTo("INFO");
    assertThat(lines.get(0).path("log.logger").asText()).isEqualTo("dev.longtail.Some");
    assertThat(lines.get(0).path("@timestamp").asText()).endsWith("Z");
    assertThat(lines.get(1).path("error.message").asText()).isEqualTo("gone");
    assertThat(lines.get(1).path("error.stack_trace").asText()).contains("IOException: gone");
  }
}
