package dev.longtail.job.local;

import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A folder for files that live no longer than this JVM. A local cluster shuts down after its job
 * has given its result, and the JVM may end before that. The files that the cluster would delete
 * then stay, tens of megabytes per run. So the cluster writes to this folder, which the JVM
 * deletes.
 */
public final class TemporaryFolder {
  private static final int TRIES = 20;
  private static final Duration PAUSE = Duration.ofMillis(50);

  private static final Path FOLDER = make();

  private TemporaryFolder() {}

  /** The folder, one for a JVM. */
  public static Path path() {
    return FOLDER;
  }

  private static Path make() {
    try {
      Path folder = Files.createTempDirectory("longtail-flink");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
      return folder;
    } catch (IOException e) {
      throw new InputException(
          "cannot write to the folder for temporary files: " + InputException.reason(e), e);
    }
  }

  /** Tries until nothing is left: threads that are ending may still write or delete files. */
  private static void delete(Path folder) {
    for (int i = 0; i < TRIES && Files.exists(folder); i++) {
      try {
        FileTrees.delete(folder);
      } catch (IOException | UncheckedIOException e) {
        try {
          Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException interrupted) {
          return;
        }
      }
    }
  }
}
