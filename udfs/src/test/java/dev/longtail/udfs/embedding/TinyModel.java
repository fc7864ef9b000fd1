package dev.longtail.udfs.embedding;

import dev.longtail.udfs.bench.OnnxGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/**
 * A model with the signature of the larger ones (768 components, inputs {@code input_ids} and
 * {@code attention_mask}, a BPE tokenizer whose padding is not token 0), small enough to be
 * computed by hand: token vectors from a table, each plus the mean over the row's unmasked ones,
 * through tanh.
 */
final class TinyModel {
  static final int DIMENSIONS = 768;
  static final int PAD = 1;

  /** ids 0 to 3 are special; "ls" and "-l" are merged, all else single characters. */
  static final List<String> VOCABULARY =
      List.of("<s>", "<pad>", "</s>", "<unk>", "l", "s", "-", "a", "ls", "-l");

  static final float[] TABLE = table();

  private static final String WITH_SPECIALS =
      """
      {"type":"RobertaProcessing","sep":["</s>",2],"cls":["<s>",0],"trim_offsets":true,"add_prefix_space":false}\
      """;

  private TinyModel() {}

  private static float[] table() {
    Random random = new Random(5);
    float[] table = new float[VOCABULARY.size() * DIMENSIONS];
    for (int i = 0; i < table.length; i++) {
      table[i] = (float) random.nextGaussian();
    }
    return table;
  }

  /** The tokenizer, as its authors' library writes it. */
  static String tokenizer(boolean specials, String truncation, String padding) {
    StringBuilder vocabulary = new StringBuilder();
    for (int id = 0; id < VOCABULARY.size(); id++) {
      vocabulary.append(id == 0 ? "" : ",").append('"').append(VOCABULARY.get(id));
      vocabulary.append("\":").append(id);
    }
    StringBuilder added = new StringBuilder();
    for (int id = 0; id < 4; id++) {
      added
          .append(id == 0 ? "" : ",")
          .append("{\"id\":%d,\"content\":\"%s\",".formatted(id, VOCABULARY.get(id)))
          .append("\"single_word\":false,\"lstrip\":false,\"rstrip\":false,")
          .append("\"normalized\":false,\"special\":true}");
    }
    return """
    {"version":"1.0","truncation":%s,"padding":%s,"added_tokens":[%s],"normalizer":null,
     "pre_tokenizer":{"type":"WhitespaceSplit"},"post_processor":%s,"decoder":null,
     "model":{"type":"BPE","dropout":null,"unk_token":"<unk>","continuing_subword_prefix":null,
       "end_of_word_suffix":null,"fuse_unk":false,"vocab":{%s},"merges":["l s","- l"]}}
    """
        .formatted(truncation, padding, added, specials ? WITH_SPECIALS : "null", vocabulary);
  }

  static String tokenizer() {
    return tokenizer(
        true,
        "{\"direction\":\"Right\",\"max_length\":12,\"strategy\":\"LongestFirst\",\"stride\":0}",
        "{\"strategy\":\"BatchLongest\",\"direction\":\"Right\",\"pad_to_multiple_of\":null,\"pad_id\":"
            + PAD
            + ",\"pad_type_id\":0,\"pad_token\":\"<pad>\"}");
  }

  /** Token vectors, each with the mean of its row's; {@code ids} and {@code mask} of one type. */
  static OnnxGraph graph(int type) {
    return new OnnxGraph()
        .input("input_ids", type, "batch", "sequence")
        .input("attention_mask", type, "batch", "sequence")
        .constant("table", TABLE, VOCABULARY.size(), DIMENSIONS)
        .constant("last", 2)
        .constant("over tokens", 1)
        .node("Gather", List.of("table", "input_ids"), "vectors")
        .node("Cast", List.of("attention_mask"), "mask", "to", OnnxGraph.FLOAT)
        .node("Unsqueeze", List.of("mask", "last"), "column")
        .node("Mul", List.of("vectors", "column"), "unmasked")
        .node("ReduceSum", List.of("unmasked", "over tokens"), "sum")
        .node("ReduceSum", List.of("column", "over tokens"), "count")
        .node("Div", List.of("sum", "count"), "mean")
        .node("Add", List.of("vectors", "mean"), "both")
        .node("Tanh", List.of("both"), "hidden");
  }

  static byte[] sequenceModel(int type) {
    return graph(type)
        .node("Identity", List.of("hidden"), "last_hidden_state")
        .output("last_hidden_state", OnnxGraph.FLOAT, "batch", "sequence", DIMENSIONS)
        .bytes();
  }

  /** What {@link #sequenceModel} gives for a row of tokens, by its definition, in doubles. */
  static double[] expected(long... tokens) {
    double[] mean = new double[DIMENSIONS];
    for (long token : tokens) {
      for (int d = 0; d < DIMENSIONS; d++) {
        mean[d] += at(token, d) / tokens.length;
      }
    }
    double[] vector = new double[DIMENSIONS];
    double squares = 0;
    for (int d = 0; d < DIMENSIONS; d++) {
      for (long token : tokens) {
        vector[d] += Math.tanh(at(token, d) + mean[d]) / tokens.length;
      }
      squares += vector[d] * vector[d];
    }
    for (int d = 0; d < DIMENSIONS; d++) {
      vector[d] /= Math.sqrt(squares);
    }
    return vector;
  }

  static float at(long token, int dimension) {
    return TABLE[(int) token * DIMENSIONS + dimension];
  }

  static EmbeddingModel write(Path folder, byte[] graph, String tokenizer) throws IOException {
    Files.createDirectories(folder);
    Files.write(folder.resolve("model.onnx"), graph);
    Files.writeString(folder.resolve("tokenizer.json"), tokenizer);
    return EmbeddingModel.inFolder(folder);
  }
}
