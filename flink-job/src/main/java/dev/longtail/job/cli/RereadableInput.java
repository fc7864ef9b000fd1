package dev.longtail.job.cli;

import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.InputFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An input that can be read more than once; the content of a pipe is kept in a temporary file. It
 * is for commands that need two passes, or that hand their files to Flink.
 */
final class RereadableInput implements AutoCloseable {
  private final Path path;
  private final Path folder;

  private RereadableInput(Path path, Path folder) {
    this.path = path;
    this.folder = folder;
  }

  /** For a file or folder, the path itself; a pipe is read to its end here. */
  static RereadableInput of(Path input) {
    if (!InputFiles.isPipe(input)) {
      return new RereadableInput(input, null);
    }
    try {
      Path folder = Files.createTempDirectory("longtail-input");
      RereadableInput kept = new RereadableInput(folder.resolve("standard-input"), folder);
      try (InputStream bytes =
          input.equals(InputFiles.STANDARD_INPUT) ? System.in : Files.newInputStream(input)) {
        Files.copy(bytes, kept.path);
        return kept;
      } catch (IOException | RuntimeException e) {
        kept.close();
        throw e;
      }
    } catch (IOException e) {
      throw new InputException(
          InputFiles.name(input)
              + ": cannot be kept in a temporary file: "
              + InputException.reason(e),
          e);
    }
  }

  /** The path to read. */
  Path path() {
    return path;
  }

  @Override
  public void close() {
    if (folder == null) {
      return;
    }
    try {
      Files.deleteIfExists(path);
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
