package dev.longtail.udfs.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.longtail.udfs.bench.OnnxGraph;
import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models other than the one that comes along, checked against their computation in plain Java. */
class AnyModelTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {OnnxGraph.INT64, OnnxGraph.INT32})
  void bindsTheInputsThatTheModelNames(int type) throws IOException {
    EmbeddingModel model =
        TinyModel.write(folder, TinyModel.sequenceModel(type), TinyModel.tokenizer());
    try (OnnxTextEmbedder embedder = new OnnxTextEmbedder(model)) {
      assertThat(embedder.dimensions()).isEqualTo(768);
      assertThat(embedder.maxTokens()).isEqualTo(12);
      assertThat(embedder.encode("ls -la").tokens()).containsExactly(0, 8, 9, 7, 2);
      assertIsClose(embedder.embed("ls -la"), TinyModel.expected(0, 8, 9, 7, 2));
      assertIsClose(embedder.embed("ls"), TinyModel.expected(0, 8, 2));
      List<float[]> all = embedder.embedAll(List.of("ls -la", "ls", "a s -l", "", "sls"));
      assertIsClose(all.get(0), TinyModel.expected(0, 8, 9, 7, 2));
      assertIsClose(all.get(1), TinyModel.expected(0, 8, 2));
      assertIsClose(all.get(2), TinyModel.expected(0, 7, 5, 9, 2));
      assertIsClose(all.get(3), TinyModel.expected(0, 2));
      assertIsClose(all.get(4), TinyModel.expected(0, 5, 8, 2));
    }
  }

  @Test
  void aLongLineIsItsFirstAndItsLastHalf() throws IOException {
    EmbeddingModel model =
        TinyModel.write(folder, TinyModel.sequenceModel(OnnxGraph.INT64), TinyModel.tokenizer());
    try (OnnxTextEmbedder embedder = new OnnxTextEmbedder(model)) {
      String line = "ls" + " a".repeat(40) + " -l";
      assertThat(embedder.encode(line).tokens())
          .containsExactly(0, 8, 7, 7, 7, 7, 7, 7, 7, 7, 9, 2);
      assertIsClose(embedder.embed(line), TinyModel.expected(0, 8, 7, 7, 7, 7, 7, 7, 7, 7, 9, 2));
    }
  }

  @Test
  void theRulesForWhatTheTokenizersFileDoesNotSay() throws IOException {
    byte[] graph = TinyModel.sequenceModel(OnnxGraph.INT64);
    String silent = TinyModel.tokenizer(true, "null", "null");
    try (ModelTokenizer tokenizer = new ModelTokenizer(TinyModel.write(folder, graph, silent))) {
      assertThat(tokenizer.maxTokens()).isEqualTo(512);
      assertThat(tokenizer.padId()).as("that of <pad>").isEqualTo(TinyModel.PAD);
      assertThat(tokenizer.encode("a ".repeat(2000)).tokens()).hasSize(512);
    }
    String absurd = TinyModel.tokenizer(true, "{\"max_length\":2}", "null");
    EmbeddingModel refused = TinyModel.write(folder, graph, absurd);
    assertThatThrownBy(() -> new OnnxTextEmbedder(refused))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("tokenizer.json")
        .hasMessageContaining("max_length");
  }

  /** Without special tokens a line may have one token or none; a lone row is never computed. */
  @Test
  void paddingHasTheTokenizersIdAndIsMasked() throws IOException {
    String bare =
        TinyModel.tokenizer(
            false,
            "null",
            "{\"strategy\":\"BatchLongest\",\"direction\":\"Right\",\"pad_to_multiple_of\":null,\"pad_id\":1,\"pad_type_id\":0,\"pad_token\":\"<pad>\"}");
    EmbeddingModel masking =
        TinyModel.write(folder.resolve("masking"), TinyModel.sequenceModel(OnnxGraph.INT64), bare);
    try (OnnxTextEmbedder embedder = new OnnxTextEmbedder(masking)) {
      assertThat(embedder.encode("ls").tokens()).containsExactly(8);
      assertThat(embedder.encode("ls").length()).isEqualTo(2);
      assertIsClose(embedder.embed("ls"), TinyModel.expected(8));
      assertThat(embedder.encode("").tokens()).containsExactly(TinyModel.PAD);
      assertIsClose(embedder.embed(""), TinyModel.expected(TinyModel.PAD));
      List<float[]> all = embedder.embedAll(List.of("", "ls", "ls a"));
      assertThat(all.get(1)).isEqualTo(embedder.embed("ls"));
    }
    // This one shows what stands behind the mask: each token plus the row's sum, padding included.
    byte[] leaking =
        new OnnxGraph()
            .input("input_ids", OnnxGraph.INT64, "batch", "sequence")
            .constant("table", TinyModel.TABLE, TinyModel.VOCABULARY.size(), 768)
            .constant("over tokens", 1)
            .node("Gather", List.of("table", "input_ids"), "vectors")
            .node("ReduceSum", List.of("vectors", "over tokens"), "sum")
            .node("Add", List.of("vectors", "sum"), "token_embeddings")
            .output("token_embeddings", OnnxGraph.FLOAT, "batch", "sequence", 768)
            .bytes();
    try (OnnxTextEmbedder embedder =
        new OnnxTextEmbedder(TinyModel.write(folder.resolve("leaking"), leaking, bare))) {
      double[] sum = new double[768];
      double squares = 0;
      for (int d = 0; d < sum.length; d++) {
        sum[d] = 2.0 * TinyModel.at(8, d) + TinyModel.at(TinyModel.PAD, d);
        squares += sum[d] * sum[d];
      }
      for (int d = 0; d < sum.length; d++) {
        sum[d] /= Math.sqrt(squares);
      }
      assertIsClose(embedder.embed("ls"), sum);
    }
  }

  @Test
  void takesAnEmbeddingThatTheModelPoolsItself() throws IOException {
    byte[] pooled =
        TinyModel.graph(OnnxGraph.INT64)
            .nodeOverAxis("ReduceMax", "hidden", "kept", 1)
            .node("Squeeze", List.of("kept", "over tokens"), "sentence_embedding")
            .output("sentence_embedding", OnnxGraph.FLOAT, "batch", 768)
            .bytes();
    EmbeddingModel model = TinyModel.write(folder, pooled, TinyModel.tokenizer());
    try (OnnxTextEmbedder embedder = new OnnxTextEmbedder(model)) {
      long[] tokens = {0, 8, 9, 2};
      double[] highest = new double[768];
      double squares = 0;
      for (int d = 0; d < 768; d++) {
        double mean = 0;
        for (long token : tokens) {
          mean += TinyModel.at(token, d) / tokens.length;
        }
        highest[d] = Double.NEGATIVE_INFINITY;
        for (long token : tokens) {
          highest[d] = Math.max(highest[d], Math.tanh(TinyModel.at(token, d) + mean));
        }
        squares += highest[d] * highest[d];
      }
      for (int d = 0; d < 768; d++) {
        highest[d] /= Math.sqrt(squares);
      }
      assertIsClose(embedder.embed("ls -l"), highest);
      assertIsClose(embedder.embedAll(List.of("a", "ls -l")).get(1), highest);
    }
  }

  @Test
  void saysWhatItCannotUse() throws IOException {
    byte[] unknown =
        TinyModel.graph(OnnxGraph.INT64)
            .input("pixel_values", OnnxGraph.FLOAT, "batch", 3)
            .node("Identity", List.of("hidden"), "last_hidden_state")
            .output("last_hidden_state", OnnxGraph.FLOAT, "batch", "sequence", 768)
            .bytes();
    refuses(unknown, "pixel_values");
    byte[] floats = TinyModel.graph(OnnxGraph.FLOAT).bytes();
    refuses(floats, "cannot be loaded");
    byte[] flat =
        TinyModel.graph(OnnxGraph.INT64)
            .nodeOverAxis("ReduceMean", "hidden", "kept", 1)
            .node("Squeeze", List.of("kept", "over tokens"), "pooler_output")
            .output("pooler_output", OnnxGraph.FLOAT, "batch", 768)
            .bytes();
    refuses(flat, "pooler_output");
    byte[] noIds =
        new OnnxGraph()
            .input("attention_mask", OnnxGraph.INT64, "batch", "sequence")
            .constant("last", 2)
            .node("Cast", List.of("attention_mask"), "mask", "to", OnnxGraph.FLOAT)
            .node("Unsqueeze", List.of("mask", "last"), "out")
            .output("out", OnnxGraph.FLOAT, "batch", "sequence", 1)
            .bytes();
    refuses(noIds, "input_ids");
  }

  private void refuses(byte[] graph, String word) throws IOException {
    EmbeddingModel model = TinyModel.write(folder, graph, TinyModel.tokenizer());
    assertThatThrownBy(() -> new OnnxTextEmbedder(model))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("model.onnx")
        .hasMessageContaining(word);
  }

  /** As quantised models do, this one computes something over the whole batch. */
  @Test
  void aModelWhoseVectorsDependOnTheirBatchGetsEachTextAlone() throws IOException {
    byte[] mixing =
        TinyModel.graph(OnnxGraph.INT64)
            .nodeOverAxis("ReduceMax", "hidden", "over rows", 0)
            .node("Add", List.of("hidden", "over rows"), "last_hidden_state")
            .output("last_hidden_state", OnnxGraph.FLOAT, "batch", "sequence", 768)
            .bytes();
    EmbeddingModel model = TinyModel.write(folder, mixing, TinyModel.tokenizer());
    try (OnnxTextEmbedder embedder = new OnnxTextEmbedder(model)) {
      assertThat(embedder.rowsOf(5)).isOne();
      List<String> texts = List.of("ls -l", "ls -a", "a s", "s a", "ls a", "-l -l");
      List<float[]> together = embedder.embedAll(texts);
      for (int i = 0; i < texts.size(); i++) {
        assertThat(together.get(i)).isEqualTo(embedder.embed(texts.get(i)));
      }
    }
  }

  private static void assertIsClose(float[] vector, double[] expected) {
    assertThat(vector).hasSize(expected.length);
    List<Double> differences = new ArrayList<>();
    for (int d = 0; d < expected.length; d++) {
      differences.add(Math.abs(vector[d] - expected[d]));
    }
    assertThat(differences).allSatisfy(d -> assertThat(d).isCloseTo(0, within(1e-6)));
  }
}
