package dev.longtail.job.scoring;

import dev.longtail.job.storage.FileSystems;
import dev.longtail.job.storage.Location;
import dev.longtail.training.classify.Model;
import dev.longtail.training.classify.ModelContent;
import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.util.FileUtils;

/**
 * A model read from a folder on any file system.
 *
 * @param model the model
 * @param digest its content, see {@link ModelContent#digest}
 */
record ReadModel(Model model, String digest) {
  /**
   * Reads the model.
   *
   * @throws InputException naming the place, if it cannot be read or holds no model
   */
  static ReadModel read(Location location) {
    if (!location.isRemote()) {
      return read(location.local());
    }
    try {
      Path copy = Files.createTempDirectory("longtail-model");
      try {
        FileSystems.fetch(location, copy);
        return read(copy);
      } catch (InputException e) {
        throw new InputException(e.getMessage().replace(copy.toString(), location.text()), e);
      } finally {
        FileUtils.deleteDirectory(copy.toFile());
      }
    } catch (IOException e) {
      throw new InputException("no room for a copy of the model: " + InputException.reason(e), e);
    }
  }

  private static ReadModel read(Path folderOrFile) {
    return new ReadModel(
        Model.load(folderOrFile), ModelContent.digest(ModelContent.folder(folderOrFile)));
  }
}
