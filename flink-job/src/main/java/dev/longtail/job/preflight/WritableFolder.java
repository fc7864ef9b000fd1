package dev.longtail.job.preflight;

import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.UnsupportedFileSystemSchemeException;

/** Tries whether a folder of any file system that Flink knows can be written. */
final class WritableFolder {
  private WritableFolder() {}

  /**
   * Why {@code location} cannot be written; empty if it can.
   *
   * @param option that names the folder
   */
  static Optional<String> problem(String location, String option) {
    try {
      Path folder = new Path(location);
      FileSystem files = folder.getFileSystem();
      Path tried = new Path(folder, ".longtail-" + UUID.randomUUID());
      try (FSDataOutputStream out = files.create(tried, FileSystem.WriteMode.NO_OVERWRITE)) {
        out.write(0);
      } finally {
        var unused = files.delete(tried, false);
      }
      return Optional.empty();
    } catch (UnsupportedFileSystemSchemeException e) {
      return Optional.of(
          "%s: Flink has no file system for %s here; put its plugin into Flink's plugins folder"
              .formatted(option, location));
    } catch (IOException e) {
      return Optional.of(
          "%s: %s cannot be written: %s".formatted(option, location, InputException.reason(e)));
    } catch (IllegalArgumentException e) {
      return Optional.of("%s: %s is neither a path nor a URI".formatted(option, location));
    }
  }
}
