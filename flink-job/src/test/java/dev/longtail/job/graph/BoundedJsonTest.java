package dev.longtail.job.graph;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import dev.longtail.udfs.text.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoundedJsonTest {
  private record Part(String feature, double share) {}

  private record View(String id, String commandLine, String of, List<Part> parts, String none) {}

  private static View view(String commandLine, String of) {
    return new View("an-id", commandLine, of, List.of(new Part("token:x", 0.5)), null);
  }

  @Test
  void whatFitsIsWrittenAsItIs() {
    View view = view("ls", "ls -l");
    assertThat(BoundedJson.line(view, 1_000)).isEqualTo(Json.line(view));
  }

  @Test
  void theLongestTextsAreCutAndMarkedAndTheOthersStay() throws IOException {
    String line = BoundedJson.line(view("a".repeat(5_000), "\u0001".repeat(3_000)), 4_000);
    assertThat(line.getBytes(StandardCharsets.UTF_8).length).isBetween(2_000, 4_000);
    JsonNode tree = Json.MAPPER.readTree(line);
    assertThat(tree.get("id").asText()).isEqualTo("an-id");
    assertThat(tree.at("/parts/0/feature").asText()).isEqualTo("token:x");
    assertThat(tree.get("command_line").asText()).startsWith("aaaa").endsWith("a…");
    assertThat(tree.get("of").asText()).startsWith("\u0001").endsWith("…");
    assertThat(tree.get("cut")).hasSize(2);
    assertThat(tree.at("/cut/0/field").asText()).isEqualTo("command_line");
    assertThat(tree.at("/cut/0/characters").asInt()).isEqualTo(5_000);
    assertThat(tree.at("/cut/0/sha256").asText()).isEqualTo(Sha256.hex("a".repeat(5_000)));
  }

  @Test
  void onlyWhatIsTooLongIsCut() throws IOException {
    JsonNode tree = Json.MAPPER.readTree(BoundedJson.line(view("ls -l", "b".repeat(9_000)), 3_000));
    assertThat(tree.get("command_line").asText()).isEqualTo("ls -l");
    assertThat(tree.get("cut")).hasSize(1);
  }

  @Property(tries = 300)
  void anyTextIsCutToTheSizeAndStaysReadable(Any any) throws IOException {
    String line = BoundedJson.line(view(anyText(any), anyText(any)), 2_500);
    assertThat(line.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(2_500);
    assertThat(line).doesNotContain("\n");
    assertThat(Json.MAPPER.readTree(line).get("id").asText()).isEqualTo("an-id");
  }

  /** Long texts of the characters that need the most bytes, half pairs among them. */
  private static String anyText(Any any) {
    String piece =
        any.of("a", "\u0000", "\"", "\\", "é", "漢", "😀", "\ud800", "\udc00", "\n", "\u202e");
    return piece.repeat(any.of(0, 1, 10, 1_000, 5_000)) + any.of("", "x", "😀");
  }
}
