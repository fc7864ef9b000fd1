package dev.longtail.udfs.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.RealLines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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
  void aVectorIsTheSameInAnyCompany() {
    List<String> lines = RealLines.shuffled(600);
    List<float[]> together = embedder.embedAll(lines);
    List<String> others = new ArrayList<>(lines.subList(0, 300));
    Collections.reverse(others);
    List<float[]> inOtherCompany = embedder.embedAll(others);
    for (int i = 0; i < lines.size(); i++) {
      assertThat(together.get(i)).as(lines.get(i)).isEqualTo(embedder.embed(lines.get(i)));
      if (i < 300) {
        assertThat(inOtherCompany.get(299 - i)).as(lines.get(i)).isEqualTo(together.get(i));
      }
    }
    assertThat(embedder.rowsOf(16)).as("batches are made").isEqualTo(32);
    assertThat(embedder.rowsOf(OnnxTextEmbedder.BATCH_TOKENS + 1)).isOne();
  }

  @Test
  void takesTextsThatAreNoText() {
    assertThat(ModelTokenizer.wellFormed("a\uD83D\uDE00b")).isEqualTo("a\uD83D\uDE00b");
    assertThat(ModelTokenizer.wellFormed("\uD83Db\uDE00")).isEqualTo("\uFFFDb\uFFFD");
    List<String> texts =
        List.of("\uD83D", "x\uDE00\uD83D", "a\0b\0", "\0", "\uD83D\uDE00", "\uFFFF\u200B", "a b");
    List<float[]> vectors = embedder.embedAll(texts);
    assertThat(vectors).allSatisfy(v -> assertThat(cosine(v, v)).isCloseTo(1, within(1e-5)));
    assertThat(vectors.get(0)).as("as the replacement").isEqualTo(embedder.embed("\uFFFD"));
    assertThat(vectors.get(6)).isNotEqualTo(vectors.get(4));
  }

  @Test
  void refusesABatchOfSeveralLengths() {
    List<TokenizedText> batch = List.of(embedder.encode("ls"), embedder.encode("ls -l -a"));
    assertThatThrownBy(() -> embedder.embedBatch(batch))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void halfOfTheTokensAreOfEachEnd() {
    assertThat(embedder.maxTokens()).isEqualTo(256);
    long[] tokens = embedder.encode("a ".repeat(300) + "b ".repeat(200)).tokens();
    assertThat(tokens).hasSize(256).startsWith(101, 1037).endsWith(1038, 102);
    assertThat(tokens[127]).isEqualTo(1037);
    assertThat(tokens[128]).isEqualTo(1038);
    assertThat(ModelTokenizer.shorten(new long[] {1, 2, 3, 4, 5, 6}, 5))
        .containsExactly(1, 2, 3, 5, 6);
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
