package dev.longtail.job.local;

import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Keeps two runs from writing to one folder; if a run is killed, its lock ends with its process.
 */
public final class FolderLock implements AutoCloseable {
  /** Name of the file that is locked. It stays and says that a run has made the folder. */
  public static final String NAME = ".lock";

  private final FileChannel channel;

  private FolderLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Locks {@code folder}, which is created if it is missing.
   *
   * @throws InputException if another run holds the lock, or the folder cannot be written
   */
  public static FolderLock of(Path folder) {
    return ifFree(folder)
        .orElseThrow(() -> new InputException("another run is writing to " + folder));
  }

  /**
   * Locks {@code folder}, which is created if it is missing; empty if another run holds the lock.
   *
   * @throws InputException if the folder cannot be written
   */
  public static Optional<FolderLock> ifFree(Path folder) {
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(
              folder.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!locks(channel)) {
        channel.close();
        return Optional.empty();
      }
      return Optional.of(new FolderLock(channel));
    } catch (IOException e) {
      throw new InputException("cannot write to " + folder + ": " + e.getMessage(), e);
    }
  }

  /** Whether a run has ever locked {@code folder}. */
  public static boolean wasIn(Path folder) {
    return Files.exists(folder.resolve(NAME));
  }

  private static boolean locks(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new InputException("the lock cannot be released: " + e.getMessage(), e);
    }
  }
}
