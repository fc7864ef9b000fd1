package dev.longtail.udfs.core;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * A sentence-embedding model in ONNX Runtime: tokens to vectors, mean over the tokens, L2 norm 1
 * (Reimers and Gurevych, "Sentence-BERT", 2019).
 *
 * <p>Each text is computed alone and unpadded, on one thread, so its vector is the same to the last
 * bit wherever and in whatever company it is computed. A text of more than {@value #MAX_TOKENS}
 * tokens is represented by its first and its last half of that number: what distinguishes long
 * command lines is as often at their end.
 *
 * <p>Thread-safe: several callers may share one embedder, each using one core.
 */
public final class OnnxTextEmbedder implements TextEmbedder {
  /** The longest sequence the model gets, special tokens included. */
  public static final int MAX_TOKENS = 256;

  private final OrtEnvironment environment;
  private final OrtSession session;
  private final HuggingFaceTokenizer tokenizer;
  private final int dimensions;

  /**
   * Loads a model; takes a second and about the memory of its file.
   *
   * @throws InputException if the files are no such model
   */
  public OnnxTextEmbedder(EmbeddingModel model) {
    // DJL would otherwise report its use to its makers when it runs on EC2.
    System.setProperty("OPT_OUT_TRACKING", "true");
    System.setProperty("ai.djl.offline", "true");
    environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        InputStream graph = EmbeddingModel.open(model.graph());
        InputStream vocabulary = EmbeddingModel.open(model.tokenizer())) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      session = environment.createSession(graph.readAllBytes(), options);
      tokenizer =
          HuggingFaceTokenizer.newInstance(
              vocabulary, Map.of("padding", "false", "truncation", "false"));
    } catch (IOException | OrtException e) {
      throw new InputException(
          "embedding model " + model.name() + " cannot be loaded: " + e.getMessage(), e);
    }
    dimensions = embed("dimensions").length;
  }

  @Override
  public int dimensions() {
    return dimensions;
  }

  @Override
  public float[] embed(String text) {
    long[] tokens = shorten(encode(text).getIds());
    Map<String, OnnxTensor> inputs = new HashMap<>();
    try {
      long[] shape = {1, tokens.length};
      for (String name : session.getInputNames()) {
        LongBuffer values = LongBuffer.wrap(input(name, tokens));
        inputs.put(name, OnnxTensor.createTensor(environment, values, shape));
      }
      try (OrtSession.Result result = session.run(inputs)) {
        return normalise(meanOverTokens(((float[][][]) result.get(0).getValue())[0]));
      }
    } catch (OrtException e) {
      throw new IllegalStateException("the embedding model failed: " + e.getMessage(), e);
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  private Encoding encode(String text) {
    return tokenizer.encode(text, true, false);
  }

  private static long[] shorten(long[] ids) {
    if (ids.length <= MAX_TOKENS) {
      return ids;
    }
    long[] kept = new long[MAX_TOKENS];
    int half = MAX_TOKENS / 2;
    System.arraycopy(ids, 0, kept, 0, half);
    System.arraycopy(ids, ids.length - half, kept, half, half);
    return kept;
  }

  private static long[] input(String name, long[] ids) {
    return switch (name) {
      case "input_ids" -> ids;
      case "attention_mask" -> ones(ids.length);
      case "token_type_ids" -> new long[ids.length];
      default -> throw new IllegalStateException("the model has an unknown input: " + name);
    };
  }

  private static long[] ones(int length) {
    long[] ones = new long[length];
    java.util.Arrays.fill(ones, 1);
    return ones;
  }

  private static float[] meanOverTokens(float[][] tokens) {
    float[] mean = new float[tokens[0].length];
    for (float[] token : tokens) {
      for (int d = 0; d < mean.length; d++) {
        mean[d] += token[d];
      }
    }
    for (int d = 0; d < mean.length; d++) {
      mean[d] /= tokens.length;
    }
    return mean;
  }

  private static float[] normalise(float[] vector) {
    double squares = 0;
    for (float v : vector) {
      squares += (double) v * v;
    }
    float norm = (float) Math.sqrt(squares);
    for (int d = 0; norm > 0 && d < vector.length; d++) {
      vector[d] /= norm;
    }
    return vector;
  }

  @Override
  public void close() {
    tokenizer.close();
    try {
      session.close();
    } catch (OrtException e) {
      throw new UncheckedIOException(new IOException("the ONNX session did not close", e));
    }
  }
}
