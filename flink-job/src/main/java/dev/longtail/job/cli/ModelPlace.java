package dev.longtail.job.cli;

import dev.longtail.job.config.Catalogue;
import dev.longtail.job.config.Settings;
import dev.longtail.job.storage.FileSystems;
import dev.longtail.job.storage.Location;
import dev.longtail.udfs.embedding.StoredModel;
import dev.longtail.udfs.io.InputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where the embedding model lies. Its folder is read while options are read, because what it says
 * decides on other options.
 */
final class ModelPlace {
  private ModelPlace() {}

  /**
   * Makes the file system of the model known, if it lies on another one than this machine's.
   *
   * @param flinkConf folder with Flink's settings, or null
   */
  static void prepare(Settings settings, Path flinkConf) {
    String option = Catalogue.EMBEDDING_MODEL.flag();
    List<FileSystems.Use> model =
        folder(settings).stream()
            .map(folder -> new FileSystems.Use(option, new Location(folder), false))
            .toList();
    FileSystems.prepare(() -> RunCommand.flinkSettings(flinkConf), model);
  }

  /** Refuses a model on another file system: commands of one stage load a model themselves. */
  static void refuseRemote(Settings settings) {
    Optional<String> remote = folder(settings).filter(StoredModel::isRemote);
    if (remote.isPresent()) {
      throw new InputException(
          "%s %s: this command reads a model of this machine's disk only; copy the folder first"
              .formatted(Catalogue.EMBEDDING_MODEL.flag(), remote.get()));
    }
  }

  private static Optional<String> folder(Settings settings) {
    return settings.known(Catalogue.EMBEDDING_MODEL);
  }
}
