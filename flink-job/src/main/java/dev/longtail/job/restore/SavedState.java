package dev.longtail.job.restore;

import dev.longtail.udfs.io.InputException;
import java.io.DataInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Instant;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.checkpoint.Checkpoints;

/**
 * A complete checkpoint or savepoint. It is complete if it has its metadata, which Flink writes
 * last.
 *
 * @param location its folder, as Flink restores from it
 * @param completed when its metadata was written
 * @param number of the checkpoint; a savepoint is numbered among the checkpoints of its job
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

  /**
   * The number in the metadata of {@code folder}; 0 if it cannot be read. Flink writes it behind
   * two integers.
   */
  static long numberIn(Path folder) {
    Path metadata = new Path(folder, METADATA);
    try (DataInputStream in = new DataInputStream(metadata.getFileSystem().open(metadata))) {
      boolean flinks = in.readInt() == Checkpoints.HEADER_MAGIC_NUMBER;
      var unused = in.readInt(); // The version.
      return flinks ? in.readLong() : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  /** The state in {@code folder}; null if there is none, or none that is complete. */
  static SavedState of(Path folder, long number) throws IOException {
    Path metadata = new Path(folder, METADATA);
    FileStatus status;
    try {
      status = metadata.getFileSystem().getFileStatus(metadata);
    } catch (FileNotFoundException e) {
      return null;
    }
    return status.getLen() == 0
        ? null
        : new SavedState(
            folder.toString(), Instant.ofEpochMilli(status.getModificationTime()), number);
  }
}
