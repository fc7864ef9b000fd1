package dev.longtail.job.restore;

import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.time.Instant;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/**
 * A complete checkpoint or savepoint. It is complete if it has its metadata, which Flink writes
 * last.
 *
 * @param location its folder, as Flink restores from it
 * @param completed when its metadata was written
 * @param number of the checkpoint; 0 for a savepoint
 */
public record SavedState(String location, Instant completed, long number) {
  static final String METADATA = "_metadata";

  /**
   * The state in one folder.
   *
   * @param option that named the folder, for the message
   * @throws InputException if it is not complete or cannot be read
   */
  public static SavedState at(String location, String option) {
    Path folder;
    try {
      folder = new Path(location);
      if (folder.getName().equals(METADATA)) {
        folder = folder.getParent();
      }
      SavedState state = of(folder, 0);
      if (state != null) {
        return state;
      }
    } catch (IOException e) {
      throw new InputException(
          "%s: %s cannot be read: %s".formatted(option, location, InputException.reason(e)), e);
    } catch (IllegalArgumentException e) {
      throw new InputException(
          "%s: %s is neither latest, none, a path nor a URI".formatted(option, location), e);
    }
    throw new InputException(
        "%s: %s is no complete checkpoint or savepoint: it has no file %s"
            .formatted(option, location, METADATA));
  }

  /** The state in {@code folder}; null if there is none, or none that is complete. */
  static SavedState of(Path folder, long number) throws IOException {
    Path metadata = new Path(folder, METADATA);
    FileSystem files = folder.getFileSystem();
    if (!files.exists(metadata)) {
      return null;
    }
    FileStatus status = files.getFileStatus(metadata);
    return status.getLen() == 0
        ? null
        : new SavedState(
            folder.toString(), Instant.ofEpochMilli(status.getModificationTime()), number);
  }
}
