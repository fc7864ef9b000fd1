package dev.longtail.labeler.flink;

import dev.longtail.labeler.client.JournalStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystem.WriteMode;
import org.apache.flink.core.fs.Path;

/**
 * A journal's texts as files of a folder, on any file system that Flink knows: local disks, or S3,
 * where a file appears when it is closed. On a local disk, a process that is killed in the middle
 * leaves a part of a file, which the journal takes for an unsettled call. Files are not forced to
 * the disk: they outlive the process, not the power.
 */
public final class FolderJournalStore implements JournalStore {
  private final Path folder;

  /** Files in {@code folder}, which comes into being with the first of them. */
  public FolderJournalStore(Path folder) {
    this.folder = folder;
  }

  @Override
  public List<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    for (FileStatus file : list()) {
      if (!file.isDir()) {
        names.add(file.getPath().getName());
      }
    }
    return names;
  }

  private FileStatus[] list() throws IOException {
    FileSystem files = folder.getFileSystem();
    if (!files.exists(folder)) {
      return new FileStatus[0];
    }
    FileStatus[] found = files.listStatus(folder);
    return found == null ? new FileStatus[0] : found;
  }

  @Override
  public String read(String name) throws IOException {
    Path file = new Path(folder, name);
    try (FSDataInputStream in = file.getFileSystem().open(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Override
  public void write(String name, String text) throws IOException {
    Path file = new Path(folder, name);
    try (FSDataOutputStream out = file.getFileSystem().create(file, WriteMode.OVERWRITE)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  @Override
  public void delete(String name) throws IOException {
    Path file = new Path(folder, name);
    try {
      var unused = file.getFileSystem().delete(file, false);
    } catch (FileNotFoundException e) {
      return; // what is to be deleted is gone
    }
  }

  @Override
  public String toString() {
    return folder.toString();
  }
}
