package dev.longtail.job.storage;

import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.InputFiles;
import dev.longtail.udfs.io.InputNames;
import dev.longtail.udfs.io.JsonLines;
import dev.longtail.udfs.io.RecordLines;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/**
 * The files of an input on any file system, found by the rules of {@link InputFiles}.
 *
 * @param files to read, sorted
 * @param warning for the user about files that are not read
 */
public record StoredFiles(List<Path> files, Optional<String> warning) {
  /**
   * Finds the files and looks at the beginning of each.
   *
   * @throws InputException if there is none, or if one is of a kind that is not read
   */
  public static StoredFiles checked(Location input) {
    if (!input.isRemote()) {
      InputFiles found = InputFiles.of(input.local());
      JsonLines.checkAll(found.files());
      return new StoredFiles(
          found.files().stream().map(file -> Location.of(file).path()).toList(), found.warning());
    }
    StoredFiles found = found(input);
    for (Path file : found.files()) {
      try (InputStream raw = file.getFileSystem().open(file)) {
        JsonLines.check(raw, file.toString());
      } catch (IOException e) {
        throw unreadable(file, e);
      }
    }
    return found;
  }

  /**
   * Finds the files of a place on another machine, and does not look into them.
   *
   * @throws InputException if there is none
   */
  public static StoredFiles found(Location input) {
    List<Path> files = new ArrayList<>();
    List<String> skipped = new ArrayList<>();
    try {
      FileSystem system = input.path().getFileSystem();
      FileStatus status = system.getFileStatus(input.path());
      if (!status.isDir()) {
        return new StoredFiles(List.of(status.getPath()), Optional.empty());
      }
      collect(system, status.getPath(), "", files, skipped);
    } catch (IOException e) {
      throw StorageProblem.of(input.text(), e);
    }
    if (files.isEmpty()) {
      throw new InputException(InputNames.nothingToRead(input.text(), skipped));
    }
    files.sort(Comparator.comparing(Path::toString));
    skipped.sort(null);
    return new StoredFiles(List.copyOf(files), InputNames.warning(skipped));
  }

  private static void collect(
      FileSystem system, Path folder, String below, List<Path> files, List<String> skipped)
      throws IOException {
    for (FileStatus each : system.listStatus(folder)) {
      String name = each.getPath().getName();
      if (InputNames.isHidden(name)) {
        continue;
      }
      if (each.isDir()) {
        collect(system, each.getPath(), below + name + "/", files, skipped);
      } else if (InputNames.isRead(name)) {
        files.add(each.getPath());
      } else {
        skipped.add(below + name);
      }
    }
  }

  /** Gets the lines of files one by one. */
  @FunctionalInterface
  public interface LineVisitor {
    void visit(RecordLines.Line line, String where);
  }

  /**
   * Visits the lines of all files, in order; blank ones are left out.
   *
   * @throws InputException if a file cannot be read to its end
   */
  public void forEachLine(LineVisitor visitor) {
    for (Path file : files) {
      try (InputStream raw = new BufferedInputStream(file.getFileSystem().open(file), 1 << 16)) {
        String name = file.toString();
        RecordLines lines = JsonLines.records(JsonLines.unpack(raw, name), name);
        for (RecordLines.Line line = lines.next(); line != null; line = lines.next()) {
          if (!line.isBlank()) {
            visitor.visit(line, name + ":" + line.number());
          }
        }
      } catch (IOException e) {
        throw unreadable(file, e);
      }
    }
  }

  private static InputException unreadable(Path file, IOException e) {
    return new InputException(file + ": cannot be read: " + StorageProblem.reason(e), e);
  }
}
