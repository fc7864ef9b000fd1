package dev.longtail.udfs.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.udfs.bench.OnnxGraph;
import dev.longtail.udfs.embedding.EmbeddingModel;
import dev.longtail.udfs.embedding.OnnxTextEmbedder;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The stored model is what the code below writes into its folder. */
class SmallModelTest {
  private static final int DIMENSIONS = 32;
  private static final List<String> SPECIAL = List.of("<pad>", "<unk>");
  private static final char FIRST = ' ';
  private static final char LAST = '~';
  private static final int TOKENS = SPECIAL.size() + LAST - FIRST + 1;

  @Test
  void isWhatThisWrites() throws IOException {
    Path folder = Path.of("src/test/resources").resolve(SmallModel.FOLDER);
    if (System.getProperty("longtail.write.small-model") != null) {
      Files.write(folder.resolve("model.onnx"), graph());
      Files.write(folder.resolve("tokenizer.json"), tokenizer());
    }
    assertThat(bytes(SmallModel.MODEL.graph())).isEqualTo(graph());
    assertThat(bytes(SmallModel.MODEL.tokenizer())).isEqualTo(tokenizer());
  }

  @Test
  void similarLinesHaveSimilarVectors() {
    try (OnnxTextEmbedder embedder = new OnnxTextEmbedder(SmallModel.MODEL)) {
      float[] line = embedder.embed("tar -czf /backup/mysql.tar.gz /var/lib/mysql");
      assertThat(line).hasSize(DIMENSIONS);
      assertThat(cosine(line, line)).isGreaterThan(0.9999);
      assertThat(cosine(line, embedder.embed("tar -czf /backup/mysql.tar.gz /var/lib/mysql2")))
          .isGreaterThan(SmallModel.COSINE);
      assertThat(cosine(line, embedder.embed("rundll32.exe shell32.dll,Control_RunDLL desk.cpl")))
          .isLessThan(0.95);
    }
  }

  private static double cosine(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  private static byte[] bytes(String location) throws IOException {
    try (InputStream stream = EmbeddingModel.open(location)) {
      return stream.readAllBytes();
    }
  }

  private static byte[] graph() {
    Random random = new Random(11);
    float[] table = new float[TOKENS * DIMENSIONS];
    for (int i = 0; i < table.length; i++) {
      table[i] = (float) random.nextGaussian();
    }
    return new OnnxGraph()
        .input("input_ids", OnnxGraph.INT64, "batch", "sequence")
        .input("attention_mask", OnnxGraph.INT64, "batch", "sequence")
        .constant("table", table, TOKENS, DIMENSIONS)
        .node("Gather", List.of("table", "input_ids"), "last_hidden_state")
        .output("last_hidden_state", OnnxGraph.FLOAT, "batch", "sequence", DIMENSIONS)
        .bytes();
  }

  /** Every printable character of ASCII is a token. */
  private static byte[] tokenizer() {
    Map<String, Integer> vocabulary = new LinkedHashMap<>();
    SPECIAL.forEach(token -> vocabulary.put(token, vocabulary.size()));
    for (char c = FIRST; c <= LAST; c++) {
      vocabulary.put(String.valueOf(c), vocabulary.size());
    }
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("type", "BPE");
    model.put("dropout", null);
    model.put("unk_token", SPECIAL.get(1));
    model.put("continuing_subword_prefix", null);
    model.put("end_of_word_suffix", null);
    model.put("fuse_unk", false);
    model.put("vocab", vocabulary);
    model.put("merges", List.of());
    Map<String, Object> tokenizer = new LinkedHashMap<>();
    tokenizer.put("version", "1.0");
    Map<String, Object> truncation = new LinkedHashMap<>();
    truncation.put("direction", "Right");
    truncation.put("max_length", 128);
    truncation.put("strategy", "LongestFirst");
    truncation.put("stride", 0);
    tokenizer.put("truncation", truncation);
    for (String none : Arrays.asList("padding", "normalizer", "pre_tokenizer", "post_processor")) {
      tokenizer.put(none, null);
    }
    tokenizer.put("added_tokens", List.of());
    tokenizer.put("decoder", null);
    tokenizer.put("model", model);
    return (Json.line(tokenizer) + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
