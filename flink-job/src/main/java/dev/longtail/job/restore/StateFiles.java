package dev.longtail.job.restore;

import java.io.DataInputStream;
import java.io.IOException;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;

/** The metadata of saved state, as Flink reads it. */
final class StateFiles {
  private StateFiles() {}

  /**
   * The metadata of {@code state}.
   *
   * @throws IOException if it cannot be read: it is damaged, or not Flink's
   */
  static CheckpointMetadata metadata(SavedState state) throws IOException {
    Path metadata = new Path(state.location(), SavedState.METADATA);
    try (DataInputStream in = new DataInputStream(metadata.getFileSystem().open(metadata))) {
      return Checkpoints.loadCheckpointMetadata(
          in, StateFiles.class.getClassLoader(), state.location());
    } catch (RuntimeException e) { // A file of another kind.
      throw new IOException(e);
    }
  }
}
