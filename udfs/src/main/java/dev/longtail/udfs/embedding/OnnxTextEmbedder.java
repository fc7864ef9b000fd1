package dev.longtail.udfs.embedding;

import dev.longtail.udfs.io.InputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A sentence-embedding model in ONNX Runtime with its tokenizer: {@link ModelTokenizer}, then
 * {@link OnnxModel}.
 *
 * <p>All texts of a batch have the same number of tokens, so no text is padded. Except for the
 * number of rows, every matrix has the same shape as for a text alone. The runtime then computes a
 * row by the same operations in the same order, and the vectors are the same to the last bit
 * (docs/embeddings.md has the measurement).
 *
 * <p>For some models this does not hold, for example if a model quantises its activations over the
 * whole batch. This is detected when the model is loaded; such a model gets each text alone.
 *
 * <p>Thread-safe: several callers may share one embedder, each using one core.
 */
public final class OnnxTextEmbedder implements BatchableEmbedder {
  /** Tokens of a full batch. A larger batch does not fit the CPU caches and is slower. */
  static final int BATCH_TOKENS = 512;

  private static final Logger LOG = LoggerFactory.getLogger(OnnxTextEmbedder.class);

  /** Lengths at which the check compares batches with single texts. */
  private static final int[] PROBED_LENGTHS = {2, 7, 33};

  private final ModelTokenizer tokenizer;
  private final OnnxModel model;
  private final int dimensions;
  private final boolean takesBatches;

  /**
   * Loads a model on the processor that {@link ExecutionProvider#configured()} gives.
   *
   * @throws InputException if the files are no such model
   */
  public OnnxTextEmbedder(EmbeddingModel model) {
    this(model, ExecutionProvider.configured());
  }

  /**
   * Loads a model; takes a second, and about as much memory as its file.
   *
   * @throws InputException if the files are no such model
   */
  public OnnxTextEmbedder(EmbeddingModel model, ExecutionProvider provider) {
    tokenizer = new ModelTokenizer(model);
    try {
      this.model = new OnnxModel(model, provider, tokenizer.padId());
    } catch (RuntimeException e) {
      tokenizer.close();
      throw e;
    }
    try {
      TokenizedText some = encode("dimensions");
      dimensions = this.model.embed(List.of(some)).get(0).length;
      takesBatches = batchesChangeNothing(some.tokens());
    } catch (RuntimeException e) {
      close();
      throw new InputException(
          model.graph() + ": the model does not run with its tokenizer: " + e.getMessage(), e);
    }
    if (!takesBatches) {
      LOG.warn(
          "{}: a vector of this model depends on the batch it is computed in, as happens with"
              + " quantised models; each text is computed alone, which is slower",
          model.name());
    }
  }

  /**
   * Computes texts alone and in batches, and compares all bits. The texts are made of {@code
   * tokens}, which the model knows, in different orders.
   */
  private boolean batchesChangeNothing(long[] tokens) {
    for (int length : PROBED_LENGTHS) {
      List<TokenizedText> batch = new ArrayList<>();
      for (int row = 0; row < 4; row++) {
        long[] ids = new long[Math.min(length, tokenizer.maxTokens())];
        for (int i = 0; i < ids.length; i++) {
          ids[i] = tokens[(i * (row + 1) + row) % tokens.length];
        }
        batch.add(new TokenizedText(ids));
      }
      List<float[]> together = model.embed(batch);
      for (int row = 0; row < batch.size(); row++) {
        float[] alone = model.embed(List.of(batch.get(row))).get(0);
        if (!Arrays.equals(alone, together.get(row))) {
          return false;
        }
      }
    }
    return true;
  }

  @Override
  public int dimensions() {
    return dimensions;
  }

  /** The longest sequence the model gets, special tokens included. */
  public int maxTokens() {
    return tokenizer.maxTokens();
  }

  @Override
  public TokenizedText encode(String text) {
    return tokenizer.encode(text);
  }

  @Override
  public int rowsOf(int length) {
    return takesBatches ? Math.max(1, BATCH_TOKENS / length) : 1;
  }

  @Override
  public List<float[]> embedBatch(List<TokenizedText> batch) {
    int length = batch.get(0).length();
    for (TokenizedText text : batch) {
      if (text.length() != length || batch.size() > rowsOf(length)) {
        throw new IllegalArgumentException(
            "a batch holds up to " + rowsOf(length) + " texts of " + length + " tokens");
      }
    }
    return model.embed(batch);
  }

  @Override
  public float[] embed(String text) {
    return model.embed(List.of(encode(text))).get(0);
  }

  @Override
  public List<float[]> embedAll(List<String> texts) {
    TokenizedText[] encoded = new TokenizedText[texts.size()];
    TreeMap<Integer, List<Integer>> byLength = new TreeMap<>();
    for (int i = 0; i < encoded.length; i++) {
      encoded[i] = encode(texts.get(i));
      byLength.computeIfAbsent(encoded[i].length(), length -> new ArrayList<>()).add(i);
    }
    float[][] vectors = new float[encoded.length][];
    byLength.forEach(
        (length, places) -> {
          int rows = rowsOf(length);
          for (int from = 0; from < places.size(); from += rows) {
            List<Integer> batch = places.subList(from, Math.min(places.size(), from + rows));
            List<float[]> computed = model.embed(batch.stream().map(i -> encoded[i]).toList());
            for (int row = 0; row < computed.size(); row++) {
              vectors[batch.get(row)] = computed.get(row);
            }
          }
        });
    return Arrays.asList(vectors);
  }

  @Override
  public void close() {
    tokenizer.close();
    model.close();
  }
}
