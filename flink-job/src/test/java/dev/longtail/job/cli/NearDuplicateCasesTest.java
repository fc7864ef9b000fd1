package dev.longtail.job.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.detectors.duplicates.MeasuredPair;
import dev.longtail.detectors.duplicates.NearDuplicateRule;
import dev.longtail.udfs.embedding.EmbeddingModel;
import dev.longtail.udfs.embedding.OnnxTextEmbedder;
import dev.longtail.udfs.embedding.TextEmbedder;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.io.JsonLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pairs of lines from outside, where they lie beside the checkout, by the rule of the job. */
class NearDuplicateCasesTest {
  private static final Path CASES = Path.of("../../shared/data/cases/cases.jsonl");

  @TempDir Path folder;

  @Test
  void eachPairIsMergedOrKeptApartAsItShould() throws IOException {
    assumeTrue(Files.exists(CASES), "no cases beside the checkout");
    List<String> pairs = new ArrayList<>();
    JsonLines.forEach(
        CASES,
        (record, where) -> {
          for (JsonNode pair : record.path("input")) {
            if (pair.has("first") && pair.has("second")) {
              pairs.add(
                  Json.line(
                      Map.of(
                          "kind", record.path("id").asText() + " " + pair.path("why").asText(),
                          "duplicate", pair.path("expected").asText().equals("merged"),
                          "a", pair.path("first").asText(),
                          "b", pair.path("second").asText())));
            }
          }
        });
    assertThat(pairs).isNotEmpty();
    List<MeasuredPair> measured;
    try (TextEmbedder embedder = new OnnxTextEmbedder(EmbeddingModel.MINILM)) {
      measured =
          CalibrateCommand.measure(
              Files.write(folder.resolve("pairs.jsonl"), pairs), embedder::embedAll);
    }
    NearDuplicateRule rule = NearDuplicateRule.shapes(EmbeddingModel.MINILM);
    assertThat(measured).hasSameSizeAs(pairs);
    assertThat(measured).allMatch(pair -> pair.merged(rule) == pair.duplicate());
  }
}
