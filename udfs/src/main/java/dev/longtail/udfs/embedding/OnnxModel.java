package dev.longtail.udfs.embedding;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A sentence-embedding graph in ONNX Runtime: token ids to vectors.
 *
 * <p>Inputs are found by name: {@code input_ids}, {@code attention_mask} and {@code
 * token_type_ids}, of 64 or 32 bits. The output is {@code last_hidden_state}, otherwise the first
 * output of three dimensions (rows, tokens, components). The vector is its mean over the unmasked
 * tokens (Reimers and Gurevych, "Sentence-BERT", 2019). If no output has three dimensions, the
 * vector is {@code sentence_embedding}, of two dimensions. It is scaled to L2 norm 1.
 *
 * <p>Each call uses one thread without spinning: a machine is used best with as many callers as
 * cores. Thread-safe.
 */
final class OnnxModel implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OnnxModel.class);
  private static final Set<String> KNOWN = Set.of("input_ids", "attention_mask", "token_type_ids");

  private final OrtEnvironment environment;
  private final OrtSession session;

  /** For each input's name, whether it has 32 bits. */
  private final Map<String, Boolean> narrow = new HashMap<>();

  private final String output;
  private final boolean pooled;
  private final long padId;

  /**
   * Loads the graph; takes a second, and about as much memory as its file.
   *
   * @param padId id for a place without a token
   * @throws InputException if the file is no such graph
   */
  OnnxModel(EmbeddingModel model, ExecutionProvider provider, long padId) {
    this.padId = padId;
    environment = NativeLibraries.environment();
    String file = model.graph();
    try {
      session = open(file, provider);
    } catch (IOException | OrtException e) {
      throw new InputException(file + ": the model cannot be loaded: " + e.getMessage(), e);
    }
    try {
      bindInputs(file);
      output = output(file);
      pooled = rank(output) == 2;
    } catch (OrtException | RuntimeException e) {
      close();
      throw e instanceof InputException wrong
          ? wrong
          : new InputException(file + ": the model cannot be read: " + e.getMessage(), e);
    }
  }

  private OrtSession open(String file, ExecutionProvider provider)
      throws IOException, OrtException {
    Optional<Path> unpacked = EmbeddingModel.unpacked(file);
    if (unpacked.isPresent()) {
      String path = unpacked.get().toString();
      return open(options -> environment.createSession(path, options), provider);
    }
    try (InputStream stream = EmbeddingModel.open(file)) {
      byte[] graph = stream.readAllBytes();
      return open(options -> environment.createSession(graph, options), provider);
    }
  }

  /** Makes a session of a graph, which is a file or in memory. */
  private interface Opening {
    OrtSession with(OrtSession.SessionOptions options) throws OrtException;
  }

  private static OrtSession open(Opening graph, ExecutionProvider provider) throws OrtException {
    boolean built = OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA);
    if (provider == ExecutionProvider.CUDA || (provider == ExecutionProvider.AUTO && built)) {
      try (OrtSession.SessionOptions options = options()) {
        options.addCUDA();
        OrtSession onDevice = graph.with(options);
        LOG.info("embeddings are computed with CUDA");
        return onDevice;
      } catch (OrtException e) {
        LOG.warn("embeddings are computed on the CPU, CUDA does not start: {}", e.getMessage());
      }
    }
    try (OrtSession.SessionOptions options = options()) {
      return graph.with(options);
    }
  }

  private static OrtSession.SessionOptions options() throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(1);
    options.setInterOpNumThreads(1);
    options.addConfigEntry("session.intra_op.allow_spinning", "0");
    // The runtime would keep a plan for each shape, and nearly every batch has a shape of its own.
    options.setMemoryPatternOptimization(false);
    return options;
  }

  private void bindInputs(String file) throws OrtException {
    for (NodeInfo input : session.getInputInfo().values()) {
      String name = input.getName();
      OnnxJavaType type = input.getInfo() instanceof TensorInfo tensor ? tensor.type : null;
      if (!KNOWN.contains(name)) {
        throw new InputException(
            file + ": the model has an input " + name + "; known are " + sorted(KNOWN));
      }
      if (type != OnnxJavaType.INT64 && type != OnnxJavaType.INT32) {
        throw new InputException(
            file + ": the model's input " + name + " is " + type + "; INT64 or INT32 is expected");
      }
      narrow.put(name, type == OnnxJavaType.INT32);
    }
    if (!narrow.containsKey("input_ids")) {
      throw new InputException(file + ": the model has no input input_ids");
    }
  }

  private static List<String> sorted(Set<String> names) {
    return names.stream().sorted().toList();
  }

  private String output(String file) throws OrtException {
    if (rank("last_hidden_state") == 3) {
      return "last_hidden_state";
    }
    for (String name : session.getOutputNames()) {
      if (rank(name) == 3) {
        return name;
      }
    }
    if (rank("sentence_embedding") == 2) {
      return "sentence_embedding";
    }
    throw new InputException(
        file
            + ": the model has neither an output of 3 dimensions nor a sentence_embedding of 2; its"
            + " outputs are "
            + sorted(session.getOutputNames()));
  }

  /** Number of dimensions of an output; 0 if there is no such output of numbers. */
  private int rank(String name) throws OrtException {
    NodeInfo info = session.getOutputInfo().get(name);
    return info != null
            && info.getInfo() instanceof TensorInfo tensor
            && (tensor.type == OnnxJavaType.FLOAT || tensor.type == OnnxJavaType.FLOAT16)
        ? tensor.getShape().length
        : 0;
  }

  /** The vectors of texts of one length, in their order. */
  List<float[]> embed(List<TokenizedText> batch) {
    int length = batch.get(0).length();
    Map<String, OnnxTensor> inputs = new HashMap<>();
    try {
      for (Map.Entry<String, Boolean> input : narrow.entrySet()) {
        long[] values = values(input.getKey(), batch, length);
        long[] shape = {batch.size(), length};
        inputs.put(input.getKey(), tensor(values, shape, input.getValue()));
      }
      try (OrtSession.Result result = session.run(inputs, Set.of(output))) {
        return vectors((OnnxTensor) result.get(0), batch, length);
      }
    } catch (OrtException e) {
      throw new IllegalStateException("the embedding model failed: " + e.getMessage(), e);
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  private long[] values(String input, List<TokenizedText> batch, int length) {
    long[] values = new long[batch.size() * length];
    for (int row = 0; row < batch.size(); row++) {
      long[] tokens = batch.get(row).tokens();
      for (int i = 0; i < length; i++) {
        boolean token = i < tokens.length;
        values[row * length + i] =
            switch (input) {
              case "input_ids" -> token ? tokens[i] : padId;
              case "attention_mask" -> token ? 1 : 0;
              default -> 0;
            };
      }
    }
    return values;
  }

  private OnnxTensor tensor(long[] values, long[] shape, boolean asInts) throws OrtException {
    if (!asInts) {
      return OnnxTensor.createTensor(environment, LongBuffer.wrap(values), shape);
    }
    int[] ints = new int[values.length];
    for (int i = 0; i < ints.length; i++) {
      ints[i] = Math.toIntExact(values[i]);
    }
    return OnnxTensor.createTensor(environment, IntBuffer.wrap(ints), shape);
  }

  private List<float[]> vectors(OnnxTensor tensor, List<TokenizedText> batch, int length) {
    long[] shape = tensor.getInfo().getShape();
    int dimensions = (int) shape[shape.length - 1];
    FloatBuffer values = tensor.getFloatBuffer();
    float[] token = new float[dimensions];
    List<float[]> vectors = new ArrayList<>(batch.size());
    for (int row = 0; row < batch.size(); row++) {
      float[] vector = new float[dimensions];
      if (pooled) {
        values.get(row * dimensions, vector);
      } else {
        int tokens = batch.get(row).tokens().length;
        for (int i = 0; i < tokens; i++) {
          values.get((row * length + i) * dimensions, token);
          for (int d = 0; d < dimensions; d++) {
            vector[d] += token[d];
          }
        }
        for (int d = 0; d < dimensions; d++) {
          vector[d] /= tokens;
        }
      }
      vectors.add(normalise(vector));
    }
    return vectors;
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
    try {
      session.close();
    } catch (OrtException e) {
      throw new UncheckedIOException(new IOException("the ONNX session did not close", e));
    }
  }
}
