package dev.longtail.udfs.testing;

import dev.longtail.udfs.embedding.EmbeddingModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An embedding model for tests of what is built on embeddings: a real ONNX graph and tokenizer of
 * 13 KB, 32 components, hundreds of times cheaper than the model that comes along. Each character
 * has a random vector, so lines of similar characters have similar vectors.
 */
public final class SmallModel {
  static final String FOLDER = "dev/longtail/udfs/testing/";

  /** The model, from the class path. */
  public static final EmbeddingModel MODEL =
      new EmbeddingModel(
          "small", "classpath:" + FOLDER + "model.onnx", "classpath:" + FOLDER + "tokenizer.json");

  /** A cosine that only lines of nearly the same characters exceed. */
  public static final double COSINE = 0.98;

  private SmallModel() {}

  /** Writes the model's files into a folder, as {@code --embedding-model} takes it. */
  public static Path writeTo(Path folder) throws IOException {
    Files.createDirectories(folder);
    try (InputStream graph = EmbeddingModel.open(MODEL.graph());
        InputStream tokenizer = EmbeddingModel.open(MODEL.tokenizer())) {
      Files.copy(graph, folder.resolve("model.onnx"));
      Files.copy(tokenizer, folder.resolve("tokenizer.json"));
    }
    Files.writeString(
        folder.resolve(EmbeddingModel.CALIBRATION), "{\"cosine\": %s}%n".formatted(COSINE));
    return folder;
  }
}
