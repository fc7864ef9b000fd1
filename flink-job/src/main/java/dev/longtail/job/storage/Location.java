package dev.longtail.job.storage;

import dev.longtail.udfs.io.InputException;
import java.net.URI;
import java.util.regex.Pattern;
import org.apache.flink.core.fs.Path;

/**
 * A file or folder as the user names it: a path of this machine, or a URI such as {@code
 * s3://bucket/events}.
 *
 * @param text as the user wrote it
 */
public record Location(String text) {
  private static final Pattern WITH_SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+://.*");
  private static final String FILE = "file:";

  /** A place of this machine. */
  public static Location of(java.nio.file.Path path) {
    return new Location(path.toString());
  }

  /** Whether it lies on another file system than this machine's. */
  public boolean isRemote() {
    return WITH_SCHEME.matcher(text).matches() && !text.startsWith(FILE);
  }

  /**
   * The path on this machine, if it is not remote.
   *
   * @throws InputException if the text is no path
   */
  public java.nio.file.Path local() {
    try {
      return text.startsWith(FILE)
          ? java.nio.file.Path.of(URI.create(text))
          : java.nio.file.Path.of(text);
    } catch (IllegalArgumentException e) {
      throw new InputException(text + ": is neither a path nor a URI", e);
    }
  }

  /**
   * The place as Flink takes it.
   *
   * @throws InputException if the text is no URI
   */
  public Path path() {
    if (!isRemote()) {
      return new Path(local().toAbsolutePath().toUri());
    }
    try {
      Path path = new Path(text);
      // S3 takes a bucket without a slash behind it for a relative path.
      return path.getPath().isEmpty() ? new Path(text + "/") : path;
    } catch (IllegalArgumentException e) {
      throw new InputException(text + ": is no URI", e);
    }
  }

  /** A file or folder below it. */
  public Location resolve(String name) {
    return isRemote()
        ? new Location(text.replaceAll("/+$", "") + "/" + name)
        : of(local().resolve(name));
  }

  /** Whether this is {@code folder} or lies below it. */
  public boolean isIn(Location folder) {
    if (isRemote() != folder.isRemote()) {
      return false;
    }
    if (!isRemote()) {
      return local()
          .toAbsolutePath()
          .normalize()
          .startsWith(folder.local().toAbsolutePath().normalize());
    }
    return (path() + "/").startsWith(folder.path().toString().replaceAll("/+$", "") + "/");
  }

  @Override
  public String toString() {
    return text;
  }
}
