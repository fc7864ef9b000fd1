package dev.longtail.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.job.cli.Console.Outcome;
import dev.longtail.training.classify.LineSources;
import dev.longtail.training.classify.Model;
import dev.longtail.training.classify.ModelSettings;
import dev.longtail.training.data.Arm;
import dev.longtail.training.data.Label;
import dev.longtail.training.data.LabelledCommand;
import dev.longtail.training.data.TrainingSet;
import dev.longtail.training.recall.DataManifest;
import dev.longtail.training.recall.Revocations;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code longtail release} as a detection engineer uses it. */
class ReleaseCommandTest {
  private static final int LINES = 60;

  @TempDir private Path folder;

  private static String word(int i) {
    return "" + (char) ('a' + i / 8) + (char) ('k' + i % 8);
  }

  private static String benign(int i) {
    return "ls -l /home/" + word(i);
  }

  private static String attack(int i) {
    return "fetchtool --out /srv/<" + word(i) + ">";
  }

  /** A model that knows {@code share} of the attacks; the others it takes for harmless. */
  private Path model(String name, double share) throws IOException {
    List<LabelledCommand> rows = new ArrayList<>();
    for (int i = 0; i < LINES; i++) {
      rows.add(new LabelledCommand(benign(i), Label.BENIGN));
      rows.add(new LabelledCommand(attack(i), i < share * LINES ? Label.MALICIOUS : Label.BENIGN));
    }
    TrainingSet set =
        new TrainingSet("ab", "ab", Arm.BASE, rows, 0, 0, 0, new TrainingSet.Overlap(0, 0));
    Path model = folder.resolve(name);
    Model trained = Model.train(set, new ModelSettings(10, 1), LineSources.TEXT);
    trained.save(model);
    DataManifest.of(
            "ab", "ab", rows.size(), trained.facts().rowsDigest(), List.of(), Revocations.NONE)
        .write(model);
    return model;
  }

  private Path test() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < LINES; i++) {
      lines.add("{\"cmd\":\"%s\",\"label\":\"benign\"}".formatted(benign(i)));
      lines.add("{\"cmd\":\"%s\",\"label\":\"malicious\"}".formatted(attack(i)));
    }
    return Files.write(folder.resolve("test.jsonl"), lines);
  }

  private Path days() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < LINES; i++) {
      lines.add(
          "{\"ts\":%d,\"host\":\"h-%d\",\"cmd\":\"%s\"}"
              .formatted(
                  1_736_035_200_000L + i * 3_600_000L, i % 3, i % 9 == 0 ? attack(i) : benign(i)));
    }
    return Files.write(folder.resolve("days.jsonl"), lines);
  }

  private Outcome release(Path candidate, String... more) throws IOException {
    List<String> args =
        new ArrayList<>(
            List.of(
                "release",
                "--candidate",
                candidate.toString(),
                "--replay",
                days().toString(),
                "--registry",
                folder.resolve("registry").toString(),
                "--out",
                folder.resolve("out").toString()));
    args.addAll(List.of(more));
    return Console.run(args.toArray(String[]::new));
  }

  private String deployed() throws IOException {
    return Json.MAPPER
        .readTree(folder.resolve("registry/deployed.json").toFile())
        .get("model")
        .asText();
  }

  @Test
  void aModelGoesLiveAWorseOneDoesNotAndTheLastOneComesBack() throws IOException {
    String test = test().toString();
    Path first = model("first", 0.5);
    Outcome live = release(first, "--test", test);
    assertThat(live.status()).as(live.err()).isZero();
    assertThat(live.out()).startsWith("**Accepted**");
    String firstContent = deployed();

    Path better = model("better", 1);
    assertThat(release(better, "--test", test, "--dry-run").status()).isZero();
    assertThat(deployed()).as("a dry run changes nothing").isEqualTo(firstContent);
    Outcome second = release(better, "--test", test);
    assertThat(second.status()).as(second.err()).isZero();
    assertThat(second.out()).contains("- better on test: ");
    assertThat(deployed()).isNotEqualTo(firstContent);
    String betterContent = deployed();

    Outcome worse = release(first, "--test", test);
    assertThat(worse.status()).isEqualTo(Longtail.FAILED);
    assertThat(worse.out()).startsWith("**Refused**").contains("- worse on test: ");
    assertThat(deployed()).isEqualTo(betterContent);
    JsonNode json = Json.MAPPER.readTree(folder.resolve("out/release.json").toFile());
    assertThat(json.get("accepted").asBoolean()).isFalse();
    assertThat(json.at("/release/live").asText()).isEqualTo(betterContent);
    assertThat(json.at("/release/replay/alerts").size()).isPositive();
    assertThat(Files.readString(folder.resolve("out/release.html")))
        .contains("Refused", "fetchtool --out /srv/&lt;", "h-0")
        .doesNotContain("/srv/<");

    Outcome back =
        Console.run(
            "release",
            "--registry",
            folder.resolve("registry").toString(),
            "--roll-back",
            "too loud");
    assertThat(back.status()).as(back.err()).isZero();
    assertThat(deployed()).isEqualTo(firstContent);
    assertThat(Files.readAllLines(folder.resolve("registry/decisions.jsonl"))).hasSize(4);
  }

  @Test
  void whatProvesNothingIsRefused() throws IOException {
    String test = test().toString();
    Path model = model("model", 1);
    Outcome empty = release(model, "--test", test, "--from", "2030-01-01");
    assertThat(empty.status()).isEqualTo(Longtail.FAILED);
    assertThat(empty.out()).contains("nothing was replayed");
    Outcome blind = release(model);
    assertThat(blind.status()).isEqualTo(Longtail.FAILED);
    assertThat(blind.out()).contains("no attack is known");
    Path revocations =
        Files.writeString(
            folder.resolve("revocations.jsonl"),
            "{\"id\":\"r-1\",\"traits\":{\"host\":\"web-1\"},\"reason\":\"taken over\"}\n");
    Outcome revoked = release(model, "--test", test, "--revocations", revocations.toString());
    assertThat(revoked.status()).as(revoked.err()).isEqualTo(Longtail.FAILED);
    assertThat(revoked.out()).contains("trained without 1 revocation");
    assertThat(folder.resolve("registry/deployed.json")).doesNotExist();
  }

  @Test
  void wrongUseIsSaid() throws IOException {
    Path model = model("model", 1);
    assertThat(Console.run("release").status()).isEqualTo(Longtail.BAD_USAGE);
    assertThat(release(model, "--alerts-per-day", "0").status()).isEqualTo(Longtail.BAD_USAGE);
    assertThat(release(model, "--from", "2025-01-05", "--to", "2025-01-04").err())
        .contains("--to 2025-01-04 is before --from 2025-01-05");
    assertThat(release(model, "--test", test().toString()).status()).isZero();
    Outcome other = release(model("other", 0.5), "--live", model("third", 0.7).toString());
    assertThat(other.status()).isEqualTo(Longtail.FAILED);
    assertThat(other.err()).contains("is not the deployed model of");
    Outcome back = Console.run("release", "--roll-back", "why");
    assertThat(back.status()).isEqualTo(Longtail.BAD_USAGE);
  }
}
