package dev.longtail.udfs.flink.sql;

import dev.longtail.udfs.embedding.EmbeddingModel;
import dev.longtail.udfs.io.InputException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.ValidationException;

/** The option that names the folder of an embedding model. */
final class ModelFolder {
  private ModelFolder() {}

  /** An option {@code key} for a folder that every machine of the cluster has at the same path. */
  static ConfigOption<String> option(String key) {
    return ConfigOptions.key(key)
        .stringType()
        .noDefaultValue()
        .withDescription(
            "Folder with model.onnx and tokenizer.json, at the same path on every machine of the"
                + " cluster. Default: all-MiniLM-L6-v2, which the jar contains.");
  }

  /**
   * The model in the folder that {@code option} names. The default is the bundled {@link
   * EmbeddingModel#MINILM}.
   *
   * @throws ValidationException if there is no model in that folder
   */
  static EmbeddingModel of(ReadableConfig options, ConfigOption<String> option) {
    String folder = options.get(option);
    if (folder == null) {
      return EmbeddingModel.MINILM;
    }
    try {
      return EmbeddingModel.inFolder(Path.of(folder));
    } catch (InputException | InvalidPathException e) {
      throw new ValidationException(
          "Option '%s' = '%s': %s".formatted(option.key(), folder, e.getMessage()), e);
    }
  }
}
