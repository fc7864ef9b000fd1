package dev.longtail.labeler.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Redaction of lines with planted secrets and without any. Skipped without them. */
class LabelerDataTest {
  private final Redactor redactor = new Redactor();

  private static List<JsonNode> read(String name) throws IOException {
    Path data = Path.of(System.getProperty("longtail.data", "../../shared/data"), "labeler");
    Assumptions.assumeTrue(Files.isDirectory(data), "no lines for the labeler at " + data);
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(data.resolve(name))) {
      if (!line.isBlank()) {
        lines.add(Json.MAPPER.readTree(line));
      }
    }
    return lines;
  }

  private static String cmd(JsonNode line) {
    return line.get("cmd").textValue();
  }

  @Test
  void plantedSecretsAreGone() throws IOException {
    List<JsonNode> lines = read("secrets.jsonl");
    long gone =
        lines.stream()
            .filter(l -> !redactor.redact(cmd(l)).contains(l.get("secret").textValue()))
            .count();
    assertThat((double) gone / lines.size()).isGreaterThanOrEqualTo(0.97);
  }

  @Test
  void linesWithoutSecretsStay() throws IOException {
    List<JsonNode> lines = read("no_secrets.jsonl");
    long changed = lines.stream().filter(l -> !redactor.redact(cmd(l)).equals(cmd(l))).count();
    assertThat((double) changed / lines.size()).isLessThanOrEqualTo(0.01);
  }

  @Test
  void whatLooksLikeAReferenceIsASecretWhereAskedFor() throws IOException {
    Redactor strict = new Redactor(SecretRules.BUILT_IN, true);
    assertThat(read("secrets_shaped_like_references.jsonl"))
        .allMatch(l -> !strict.redact(cmd(l)).equals(cmd(l)));
    List<JsonNode> plain = read("no_secrets.jsonl");
    long changed = plain.stream().filter(l -> !strict.redact(cmd(l)).equals(cmd(l))).count();
    assertThat((double) changed / plain.size()).isLessThanOrEqualTo(0.01);
  }

  /** The attack is in what the judge sees, or nobody is asked. */
  @Test
  void noAttackIsCloaked() throws IOException {
    for (JsonNode line : read("cloaked_attacks.jsonl")) {
      Redaction seen = redactor.read(cmd(line));
      String shown = seen.shown();
      for (Base64Payloads.Run run : Base64Payloads.of(shown, new Work())) {
        shown += run.text();
      }
      assertThat(seen.hidden().isPresent() || shown.contains("://")).as(seen.shown()).isTrue();
    }
  }
}
