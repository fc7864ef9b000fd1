package dev.longtail.job.run;

import dev.longtail.job.graph.Output;
import dev.longtail.job.local.FileTrees;
import dev.longtail.job.local.FolderLock;
import dev.longtail.job.storage.FileSystems;
import dev.longtail.job.storage.Location;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.text.Counted;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A backfill's result on another file system. The result is made in a folder of this machine and
 * copied when it is complete. {@value Backfill#FUNNEL_FILE} is copied last, so a folder that holds
 * it is complete there too.
 *
 * <p>S3 has no locks: that two runs write to one place at once is not noticed.
 */
public final class BackfillUpload {
  private static final Duration SILENCE = Duration.ofSeconds(5);

  private final Location target;
  private final Path staging;
  private final Consumer<String> say;

  private BackfillUpload(Location target, Path staging, Consumer<String> say) {
    this.target = target;
    this.staging = staging;
    this.say = say;
  }

  /**
   * A result that will lie at {@code target}.
   *
   * @throws InputException if a complete result or folders of others are there
   */
  public static BackfillUpload to(Location target, Consumer<String> say) {
    refuseWhatIsThere(target);
    try {
      return new BackfillUpload(target, Files.createTempDirectory("longtail-result"), say);
    } catch (IOException e) {
      throw new InputException(
          "cannot write to the folder for temporary files: " + InputException.reason(e), e);
    }
  }

  private static void refuseWhatIsThere(Location target) {
    if (FileSystems.exists(target.resolve(Backfill.FUNNEL_FILE))) {
      throw new InputException(
          target + " holds a complete result already; remove it or name another folder");
    }
    if (FileSystems.exists(target.resolve(FolderLock.NAME))) {
      return;
    }
    for (Output output : Output.values()) {
      Location folder = target.resolve(output.folder());
      if (FileSystems.exists(folder)) {
        throw new InputException(
            folder + " is there, and no run has made it; move it away or name another folder");
      }
    }
  }

  /** The folder of this machine in which the run makes the result. */
  public Path staging() {
    return staging;
  }

  /** Tells the user what the run says, with the names that its files will have. */
  public void say(String line) {
    say.accept(
        line.replace(staging + File.separator, target.resolve("").text())
            .replace(staging.toString(), target.text()));
  }

  /**
   * Copies the complete result and deletes the local one.
   *
   * @throws InputException saying where the result is, if it cannot be copied
   */
  public void finish() {
    try {
      refuseWhatIsThere(target);
      // Says that what is there from now on was made by a run, as the file does locally.
      FileSystems.copy(staging.resolve(FolderLock.NAME), target.resolve(FolderLock.NAME));
      removeUnfinished();
      copyAll(files());
      FileSystems.copy(staging.resolve(Backfill.FUNNEL_FILE), target.resolve(Backfill.FUNNEL_FILE));
    } catch (IOException | InputException e) {
      throw new InputException(
          "the result is complete in %s but could not be copied: %s; copy it yourself, %s last:"
                  .formatted(staging, e.getMessage(), Backfill.FUNNEL_FILE)
              + " aws s3 cp --recursive --exclude %3$s %1$s %2$s && aws s3 cp %1$s/%3$s %2$s/%3$s"
                  .formatted(staging, target, Backfill.FUNNEL_FILE),
          e);
    }
    deleteStaging();
  }

  private void removeUnfinished() {
    for (Output output : Output.values()) {
      Location folder = target.resolve(output.folder());
      if (FileSystems.exists(folder)) {
        say.accept("removing what an unfinished run left in " + folder);
        FileSystems.delete(folder);
      }
    }
  }

  /** All files of the result but the one that makes it complete. */
  private List<Path> files() throws IOException {
    try (Stream<Path> walk = Files.walk(staging)) {
      return walk.filter(Files::isRegularFile)
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .filter(file -> !file.equals(staging.resolve(Backfill.FUNNEL_FILE)))
          .sorted()
          .toList();
    }
  }

  private void copyAll(List<Path> files) {
    say.accept("copying %s to %s".formatted(Counted.of(files.size(), "file"), target));
    long said = System.nanoTime();
    int copied = 0;
    for (Path file : files) {
      FileSystems.copy(file, target.resolve(staging.relativize(file).toString()));
      copied++;
      if (System.nanoTime() - said > SILENCE.toNanos()) {
        said = System.nanoTime();
        say.accept("copied %,d of %s".formatted(copied, Counted.of(files.size(), "file")));
      }
    }
  }

  /** Deletes what a failed run has left, but for what the failure's message points at. */
  public void abandon(RuntimeException failure) {
    if (!String.valueOf(failure.getMessage()).contains(staging.toString())) {
      deleteStaging();
    }
  }

  private void deleteStaging() {
    try {
      FileTrees.delete(staging);
    } catch (IOException e) {
      say.accept("warning: cannot delete " + staging + ": " + InputException.reason(e));
    }
  }
}
