package dev.longtail.job.restore;

import dev.longtail.udfs.io.InputException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;

/**
 * The checkpoints and savepoints below a folder of checkpoints, of any file system that Flink
 * knows. Checkpoints are where Flink puts them, in {@code JOB_ID/chk-N}; savepoints are in {@code
 * savepoints}.
 */
public final class SavedStates {
  /**
   * A checkpoint that another job is just writing has no metadata either. Nothing writes for so
   * long: Flink gives a checkpoint up after 10 minutes.
   */
  static final Duration LEFT_BEHIND = Duration.ofMinutes(15);

  private static final Pattern JOB = Pattern.compile("[0-9a-f]{32}");
  private static final Pattern CHECKPOINT = Pattern.compile("chk-([0-9]{1,18})");
  private static final String SAVEPOINTS = "savepoints";

  private final String directory;

  /** The states below {@code directory}, which need not exist. */
  public SavedStates(String directory) {
    this.directory = directory;
  }

  /**
   * All complete states, the newest first.
   *
   * @throws InputException if the folder cannot be read
   */
  public List<SavedState> newestFirst() {
    List<SavedState> states = new ArrayList<>();
    try {
      for (FileStatus job : folders(new Path(directory))) {
        if (job.getPath().getName().equals(SAVEPOINTS)) {
          for (FileStatus savepoint : folders(job.getPath())) {
            add(
                SavedState.of(savepoint.getPath(), SavedState.numberIn(savepoint.getPath())),
                states);
          }
        } else if (JOB.matcher(job.getPath().getName()).matches()) {
          for (FileStatus checkpoint : folders(job.getPath())) {
            long number = numberOf(checkpoint.getPath());
            if (number >= 0) {
              add(SavedState.of(checkpoint.getPath(), number), states);
            }
          }
        }
      }
    } catch (IOException e) {
      throw unreadable(e);
    }
    states.sort(
        Comparator.comparing(SavedState::completed)
            .thenComparingLong(SavedState::number)
            .reversed());
    return states;
  }

  /**
   * Deletes checkpoints that a kill or a full disk left without their metadata. It deletes nothing
   * that is complete, no savepoint, and nothing that was written to within the last quarter of an
   * hour, because another job may be writing it.
   *
   * @return the deleted folders
   * @throws InputException if the folder cannot be read
   */
  public List<String> deleteIncomplete(Instant now) {
    List<String> deleted = new ArrayList<>();
    try {
      for (FileStatus job : folders(new Path(directory))) {
        if (!JOB.matcher(job.getPath().getName()).matches()) {
          continue;
        }
        for (FileStatus checkpoint : folders(job.getPath())) {
          Path folder = checkpoint.getPath();
          if (numberOf(folder) >= 0
              && SavedState.of(folder, 0) == null
              && lastWritten(checkpoint).isBefore(now.minus(LEFT_BEHIND))
              && folder.getFileSystem().delete(folder, true)) {
            deleted.add(folder.toString());
          }
        }
      }
    } catch (IOException e) {
      throw unreadable(e);
    }
    return deleted;
  }

  /** A job that has just ended still deletes its checkpoints; then now is the time. */
  private static Instant lastWritten(FileStatus folder) throws IOException {
    long last = folder.getModificationTime();
    FileStatus[] files;
    try {
      files = folder.getPath().getFileSystem().listStatus(folder.getPath());
    } catch (FileNotFoundException e) {
      return Instant.MAX;
    }
    for (FileStatus file : files == null ? new FileStatus[0] : files) {
      last = Math.max(last, file.getModificationTime());
    }
    return Instant.ofEpochMilli(last);
  }

  private static void add(SavedState state, List<SavedState> states) {
    if (state != null) {
      states.add(state);
    }
  }

  /** The number of a checkpoint; -1 for another folder. */
  private static long numberOf(Path folder) {
    Matcher name = CHECKPOINT.matcher(folder.getName());
    return name.matches() ? Long.parseLong(name.group(1)) : -1;
  }

  private static List<FileStatus> folders(Path parent) throws IOException {
    List<FileStatus> folders = new ArrayList<>();
    try {
      FileStatus[] all = parent.getFileSystem().listStatus(parent);
      for (FileStatus each : all == null ? new FileStatus[0] : all) {
        if (each.isDir()) {
          folders.add(each);
        }
      }
    } catch (FileNotFoundException e) {
      return List.of(); // It was deleted meanwhile, or there was never one.
    }
    return folders;
  }

  private InputException unreadable(IOException e) {
    return new InputException(
        "checkpoints.directory: %s cannot be read: %s"
            .formatted(directory, InputException.reason(e)),
        e);
  }
}
