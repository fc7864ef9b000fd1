package dev.longtail.job.scoring;

import dev.longtail.job.storage.FileSystems;
import dev.longtail.job.storage.Location;
import dev.longtail.training.classify.Model;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.text.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.util.FileUtils;

/**
 * A model read from a folder on any file system.
 *
 * @param model the model
 * @param digest of the names and bytes of the folder's files: {@value #DIGITS} hexadecimal digits
 */
record ReadModel(Model model, String digest) {
  private static final int DIGITS = 16;

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
    Model model = Model.load(folderOrFile);
    Path folder =
        Files.isRegularFile(folderOrFile)
            ? folderOrFile.toAbsolutePath().getParent()
            : folderOrFile;
    try (Stream<Path> files = Files.list(folder)) {
      List<String> contents = new ArrayList<>();
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        contents.add(file.getFileName() + " " + Sha256.hex(Files.readAllBytes(file)));
      }
      return new ReadModel(model, Sha256.hex(String.join("\n", contents)).substring(0, DIGITS));
    } catch (IOException e) {
      throw new InputException(folder + ": cannot be read: " + InputException.reason(e), e);
    }
  }
}
