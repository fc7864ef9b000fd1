package dev.longtail.training.recall;

import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Finds the models below a folder that were trained on given lines. */
public final class TrainedModels {
  private static final String MODEL = "model.json";

  /** A result of {@code longtail train} has its models two folders down. */
  private static final int DEPTH = 4;

  private TrainedModels() {}

  /**
   * A model.
   *
   * @param folder where it lies
   * @param trainingSet e.g. {@code ab+full}; empty if the model does not say
   * @param contains how many of the lines it was trained on; -1 if nobody can tell, because an
   *     earlier release wrote it without a {@link DataManifest}
   */
  public record Found(Path folder, String trainingSet, int contains) {
    /** Whether it has no manifest. */
    public boolean isUnknown() {
      return contains < 0;
    }
  }

  /**
   * All models at or below {@code folder}, sorted by place.
   *
   * @param lines {@link LineId}s
   * @throws InputException if there is no model, or a manifest cannot be trusted
   */
  public static List<Found> below(Path folder, Set<String> lines) {
    List<Path> models;
    try (Stream<Path> walk = Files.walk(folder, DEPTH)) {
      models =
          walk.filter(file -> file.getFileName().toString().equals(MODEL))
              .map(Path::getParent)
              .sorted()
              .toList();
    } catch (IOException e) {
      throw new InputException(folder + ": cannot be read: " + InputException.reason(e), e);
    }
    if (models.isEmpty()) {
      throw new InputException(folder + ": no model here; it is a folder that train wrote");
    }
    return models.stream().map(model -> look(model, lines)).toList();
  }

  private static Found look(Path model, Set<String> lines) {
    if (!Files.exists(model.resolve(DataManifest.FILE))) {
      return new Found(model, "", -1);
    }
    DataManifest manifest = DataManifest.read(model);
    int contains = (int) manifest.lines().stream().filter(lines::contains).count();
    return new Found(model, manifest.trainingSet(), contains);
  }
}
