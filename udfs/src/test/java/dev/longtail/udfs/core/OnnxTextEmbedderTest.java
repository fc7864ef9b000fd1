package dev.longtail.udfs.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxTextEmbedderTest {
  private static OnnxTextEmbedder embedder;

  @BeforeAll
  static void load() {
    embedder = new OnnxTextEmbedder(EmbeddingModel.MINILM);
  }

  @AfterAll
  static void close() {
    embedder.close();
  }

  @Test
  void vectorsAreNormalisedAndReproducible() {
    float[] vector = embedder.embed("netsh advfirewall show allprofiles");
    assertThat(vector).hasSize(384).hasSize(embedder.dimensions());
    assertThat(cosine(vector, vector)).isCloseTo(1, within(1e-6));
    embedder.embed("something else in between");
    assertThat(embedder.embed("netsh advfirewall show allprofiles")).isEqualTo(vector);
  }

  @Test
  void likeLinesAreCloserThanUnlikeOnes() {
    float[] one = embedder.embed("tar -czf /backup/db-2025-01-01.tar.gz /var/lib/mysql");
    float[] two = embedder.embed("tar -czf /backup/db-2025-01-02.tar.gz /var/lib/mysql");
    float[] other = embedder.embed("rundll32.exe shell32.dll,Control_RunDLL desk.cpl");
    assertThat(cosine(one, two)).isGreaterThan(0.9);
    assertThat(cosine(one, other)).isLessThan(0.5);
  }

  @Test
  void theEndOfALongLineCounts() {
    String head = "java -cp " + "/opt/app/lib/part.jar:".repeat(200);
    float[] one = embedder.embed(head + " com.example.Export --table customers");
    float[] two = embedder.embed(head + " org.example.Shutdown --force now");
    assertThat(cosine(one, two)).isLessThan(0.99999);
    assertThat(embedder.embed("")).hasSize(384);
  }

  @Test
  void saysWhichModelFileIsMissingOrBroken(@TempDir Path folder) throws Exception {
    assertThatThrownBy(() -> EmbeddingModel.inFolder(folder))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("model.onnx");
    Files.writeString(folder.resolve("model.onnx"), "no graph");
    Files.writeString(folder.resolve("tokenizer.json"), "{}");
    EmbeddingModel broken = EmbeddingModel.inFolder(folder);
    assertThatThrownBy(() -> new OnnxTextEmbedder(broken))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("cannot be loaded");
  }

  private static double cosine(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
