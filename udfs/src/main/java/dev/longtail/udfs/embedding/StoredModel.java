package dev.longtail.udfs.embedding;

import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A model whose folder may lie on any file system that {@link RemoteFolders} reaches. Its libraries
 * read files of this machine only, so the folder is copied for as long as they need it. The model
 * itself keeps the folder's own place and name, whatever the copy's.
 */
public final class StoredModel implements AutoCloseable {
  private static final String GRAPH = "model.onnx";
  private static final String TOKENIZER = "tokenizer.json";

  private final EmbeddingModel model;
  private final Path copy;

  private StoredModel(EmbeddingModel model, Path copy) {
    this.model = model;
    this.copy = copy;
  }

  /**
   * The model in a folder.
   *
   * @param location a path of this machine or a URI
   * @throws InputException if one of its two files is missing or cannot be asked for
   */
  public static EmbeddingModel at(String location) {
    if (!isRemote(location)) {
      return EmbeddingModel.inFolder(
          location.startsWith("file:") ? Path.of(URI.create(location)) : Path.of(location));
    }
    String folder = location.replaceAll("/+$", "");
    for (String name : List.of(GRAPH, TOKENIZER)) {
      String file = folder + "/" + name;
      try {
        RemoteFolders.of(location).check(file);
      } catch (IOException e) {
        throw new InputException(
            "%s: cannot be read: %s; a model folder holds both files"
                .formatted(file, InputException.reason(e)),
            e);
      }
    }
    String name = folder.substring(folder.lastIndexOf('/') + 1);
    return new EmbeddingModel(name, folder + "/" + GRAPH, folder + "/" + TOKENIZER);
  }

  /** A copy of all the model's files; a model of this machine is not copied. */
  public static StoredModel copyOf(EmbeddingModel model) {
    return copyOf(model, true);
  }

  /** A copy of the file alone that says what the model's calibration has found, if there is one. */
  public static StoredModel calibrationOf(EmbeddingModel model) {
    return copyOf(model, false);
  }

  /**
   * What {@link EmbeddingModel#identity} is, wherever the model lies.
   *
   * @throws InputException if a file cannot be read
   */
  public static String identityOf(EmbeddingModel model) {
    try (StoredModel copy = copyOf(model)) {
      return copy.model().identity();
    }
  }

  private static StoredModel copyOf(EmbeddingModel model, boolean all) {
    if (!isRemote(model.graph())) {
      return new StoredModel(model, null);
    }
    String folder = model.graph().substring(0, model.graph().lastIndexOf('/'));
    Path copy = null;
    try {
      copy = Files.createTempDirectory("longtail-model");
      RemoteFolders.of(folder)
          .copy(folder, name -> all || name.equals(EmbeddingModel.CALIBRATION), copy);
    } catch (IOException e) {
      delete(copy);
      throw new InputException(
          "%s: the model cannot be copied: %s".formatted(folder, InputException.reason(e)), e);
    }
    return new StoredModel(
        new EmbeddingModel(
            model.name(),
            copy.resolve(GRAPH).toString(),
            copy.resolve(TOKENIZER).toString(),
            model.maxTokens(),
            model.vectors()),
        copy);
  }

  /** Whether a folder or file lies on another file system than this machine's. */
  public static boolean isRemote(String location) {
    return location.contains("://") && !location.startsWith("file:");
  }

  /** The model with the files of the copy. */
  public EmbeddingModel model() {
    return model;
  }

  /** Deletes the copy. */
  @Override
  public void close() {
    delete(copy);
  }

  private static void delete(Path folder) {
    if (folder == null) {
      return;
    }
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
