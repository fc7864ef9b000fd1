package dev.longtail.udfs.flink;

import dev.longtail.udfs.embedding.RemoteFolders;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.function.Predicate;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/** Folders on the file systems that Flink knows. */
public final class FlinkFolders implements RemoteFolders {
  @Override
  public void check(String file) throws IOException {
    var unused = fileSystem(new Path(file)).getFileStatus(new Path(file));
  }

  @Override
  public void copy(String folder, Predicate<String> names, java.nio.file.Path target)
      throws IOException {
    for (FileStatus file : fileSystem(new Path(folder)).listStatus(new Path(folder))) {
      String name = file.getPath().getName();
      if (!file.isDir() && names.test(name)) {
        copy(file, target.resolve(name));
      }
    }
  }

  private static void copy(FileStatus file, java.nio.file.Path target) throws IOException {
    try (InputStream in = fileSystem(file.getPath()).open(file.getPath())) {
      long size = Files.copy(in, target);
      if (size != file.getLen()) {
        throw new IOException(
            "%s broke off after %,d of %,d bytes".formatted(file.getPath(), size, file.getLen()));
      }
    }
  }

  private static FileSystem fileSystem(Path path) throws IOException {
    return path.getFileSystem();
  }
}
