package dev.longtail.training.shards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.training.classify.HashedVectors;
import dev.longtail.training.classify.LineSources;
import dev.longtail.training.classify.Lines;
import dev.longtail.training.classify.Model;
import dev.longtail.training.classify.ModelSettings;
import dev.longtail.training.data.Arm;
import dev.longtail.training.data.LabelledCommand;
import dev.longtail.training.data.TrainingSet;
import dev.longtail.udfs.io.InputException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardedModelTest {
  private static final ModelSettings SETTINGS = new ModelSettings(4, 1);
  private static final int SHARDS = 3;

  private final HashedVectors vectors = new HashedVectors();
  private final List<LabelledCommand> rows = Lines.draw(120, 1);
  @TempDir Path folder;

  @Test
  void ifTheSampleHoldsAllLinesItIsTheModelOfAllLines() throws IOException {
    TrainingSet set =
        new TrainingSet(
            "ab", "ab", Arm.BASE, rows, 0, 0, 0, new TrainingSet.Overlap(0, 0), List.of());
    Model whole = Model.train(set, SETTINGS, LineSources.TEXT.with(vectors));
    whole.save(folder.resolve("whole"));
    byte[] trees = Files.readAllBytes(folder.resolve("whole/embedding-trees.json"));

    Model sharded = sharded(trees);
    sharded.save(folder.resolve("sharded"));

    for (String file :
        List.of(
            "model.json", "ngrams.bin", "neighbours.bin", "ridge.bin", "embedding-trees.json")) {
      assertThat(folder.resolve("sharded").resolve(file))
          .as(file)
          .hasSameBinaryContentAs(folder.resolve("whole").resolve(file));
    }
    double score = Model.load(folder.resolve("sharded")).with(vectors).classifier().score("nc -e");
    assertThat(score).isEqualTo(whole.classifier().score("nc -e"));
  }

  @Test
  void treesOfOtherColumnsAreRefused() throws IOException {
    byte[] trees =
        new String(trees(), StandardCharsets.UTF_8)
            .replaceAll("\"num_feature\":\"\\d+\"", "\"num_feature\":\"4000\"")
            .getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> sharded(trees))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("trees over 4,000 columns");
  }

  private byte[] trees() throws IOException {
    TrainingSet set =
        new TrainingSet(
            "ab", "ab", Arm.BASE, rows, 0, 0, 0, new TrainingSet.Overlap(0, 0), List.of());
    Model.train(set, SETTINGS, LineSources.TEXT.with(vectors)).save(folder.resolve("trees"));
    return Files.readAllBytes(folder.resolve("trees/embedding-trees.json"));
  }

  private Model sharded(byte[] trees) throws IOException {
    return ShardedModel.of(
        "ab",
        Arm.BASE,
        new ShardedModel.Samples(SHARDS, this::sample),
        vectors.model(),
        SETTINGS,
        trees);
  }

  private ShardReader sample(int shard) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ShardWriter writer = new ShardWriter(bytes, vectors.dimensions())) {
      for (LabelledCommand row : rows) {
        if (Shards.of(row.cmd(), SHARDS) == shard) {
          writer.write(new ShardLine(row, false, vectors.of(row.cmd())));
        }
      }
    }
    return new ShardReader(new ByteArrayInputStream(bytes.toByteArray()), "sample");
  }
}
