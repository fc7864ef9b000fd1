package dev.longtail.training.recall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.training.recall.Revocation.Concern;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RevocationTest {
  private static final String RECORD =
      """
      {"cmd": "ls", "label": "benign", "window": "2025-01-05", "lineage": {"model": "m1+m2",
       "prompt_version": "p1+p2", "rule_set": "r", "redaction": "r1-a",
       "gate": "g1", "canary": "c", "source": {"host": "web-1", "user": "ann"}}}
      """;

  private static JsonNode json(String text) throws JsonProcessingException {
    return Json.MAPPER.readTree(text);
  }

  private static Revocation revocation(Trait trait, String value) {
    return Revocation.of(Map.of(trait, value), "", "me", "2025-02-01T00:00:00Z");
  }

  @ParameterizedTest
  @CsvSource({
    "HOST, web-1, web-10",
    "USER, ann, Ann",
    "JUDGE, m1, m3",
    "JUDGE, m2, m",
    "JUDGE, m1+m2, m2+m1",
    "PROMPT, p1, p",
    "PROMPT, p2, p3",
    "WINDOW, 2025-01-05, 2025-01-06",
    "WINDOW, 2025-01-05..2025-01-09, 2025-01-06..2025-01-09",
    "RULES, r, s",
    "REDACTION, r1-a, r1",
    "GATE, g1, g2",
    "CANARY, c, d"
  })
  void concernsLinesByWhatTheyName(Trait trait, String value, String other) throws IOException {
    assertThat(revocation(trait, value).concerns(json(RECORD))).isEqualTo(Concern.YES);
    assertThat(revocation(trait, other).concerns(json(RECORD))).isEqualTo(Concern.NO);
  }

  /** Windows shorter than a day are named by instants. */
  @ParameterizedTest
  @CsvSource({
    "2025-01-05, YES",
    "2025-01-05T06:00:00Z, YES",
    "2025-01-05T07:00:00Z, NO",
    "2025-01-04, NO",
    "2025-01-01..2025-01-05, YES",
    "2025-01-05..2025-01-09, YES",
    "2025-01-05T06:00:00Z..2025-01-05T06:00:00Z, YES",
    "2025-01-01..2025-01-04, NO",
    "2025-01-06..2025-01-09, NO"
  })
  void aDayHoldsItsWindows(String wanted, Concern concern) throws IOException {
    String record = RECORD.replace("2025-01-05", "2025-01-05T06:00:00Z");
    assertThat(revocation(Trait.WINDOW, wanted).concerns(json(record))).isEqualTo(concern);
  }

  @Test
  void allTraitsMustHold() throws IOException {
    Map<Trait, String> both = Map.of(Trait.HOST, "web-1", Trait.WINDOW, "2025-01-05");
    assertThat(Revocation.of(both, "", "", "").concerns(json(RECORD))).isEqualTo(Concern.YES);
    Map<Trait, String> one = Map.of(Trait.HOST, "web-1", Trait.WINDOW, "2025-01-06");
    assertThat(Revocation.of(one, "", "", "").concerns(json(RECORD))).isEqualTo(Concern.NO);
  }

  /** A line of an earlier release cannot be told; another trait may still rule it out. */
  @Test
  void whatALineDoesNotSayIsUnknown() throws IOException {
    JsonNode old = json("{\"cmd\": \"ls\", \"window\": \"w\", \"lineage\": {\"model\": \"m1\"}}");
    assertThat(revocation(Trait.RULES, "r").concerns(old)).isEqualTo(Concern.UNKNOWN);
    Map<Trait, String> ruledOut = Map.of(Trait.RULES, "r", Trait.JUDGE, "m2");
    assertThat(Revocation.of(ruledOut, "", "", "").concerns(old)).isEqualTo(Concern.NO);
  }

  @Test
  void comesBackFromItsFileAndEqualOnesAreOne(@TempDir Path folder) throws IOException {
    Revocation host = revocation(Trait.HOST, "web-1");
    Revocation again = Revocation.of(host.traits(), "another reason", "you", "later");
    assertThat(again.id()).isEqualTo(host.id()).hasSize(16);
    Path file = folder.resolve(Revocations.FILE);
    Files.writeString(file, Json.line(host.json()) + "\n" + Json.line(again.json()) + "\n");
    assertThat(Revocations.read(file).all()).containsExactly(host);
  }

  /** Leaving an unknown trait out would withdraw more than was asked for. */
  @Test
  void anUnknownTraitIsRefused() throws IOException {
    JsonNode unknown = json("{\"traits\": {\"host\": \"h\", \"colour\": \"red\"}}");
    assertThatThrownBy(() -> Revocation.read(unknown, "f:3"))
        .isInstanceOf(InputException.class)
        .hasMessage("f:3: unknown trait \"colour\"");
    assertThatThrownBy(() -> Revocation.read(json("{}"), "f:4"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("f:4: no revocation");
  }

  @Test
  void aManifestTellsWhichModelsHoldALine(@TempDir Path folder) throws IOException {
    Path with = Files.createDirectories(folder.resolve("models/ab+full"));
    Path without = Files.createDirectories(folder.resolve("models/ab"));
    Path old = Files.createDirectories(folder.resolve("models/rb"));
    for (Path model : List.of(with, without, old)) {
      Files.writeString(model.resolve("model.json"), "{}");
    }
    List<String> admitted = List.of("ls", "id", "ls");
    DataManifest.of("ab+full", "ab", 9, "d", admitted, Revocations.NONE).write(with);
    DataManifest.of("ab", "ab", 7, "d", List.of(), Revocations.NONE).write(without);
    assertThat(DataManifest.read(with).added()).isEqualTo(2);
    assertThat(TrainedModels.below(folder, Set.of(LineId.of("ls"), LineId.of("who"))))
        .containsExactly(
            new TrainedModels.Found(without, "ab", 0),
            new TrainedModels.Found(with, "ab+full", 1),
            new TrainedModels.Found(old, "", -1));

    String manifest = Files.readString(with.resolve(DataManifest.FILE));
    Files.writeString(
        with.resolve(DataManifest.FILE), manifest.replace(LineId.of("ls"), LineId.of("lt")));
    assertThatThrownBy(() -> TrainedModels.below(folder, Set.of()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("it proves nothing");
  }
}
