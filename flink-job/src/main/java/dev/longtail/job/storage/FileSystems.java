package dev.longtail.job.storage;

import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.plugin.DefaultPluginManager;
import org.apache.flink.core.plugin.DirectoryBasedPluginFinder;
import org.apache.flink.core.plugin.PluginManager;

/**
 * Makes Flink's file systems of other machines known in this JVM, and finds out before the work
 * whether they can be used. A Flink cluster makes its own known; the launcher is none.
 */
public final class FileSystems {
  private static final String PLUGINS = "FLINK_PLUGINS_DIR";

  /** Hadoop's own patience, half an hour where nobody answers, is for the work and not for this. */
  private static final Map<String, String> IMPATIENT =
      Map.of(
          "fs.s3a.attempts.maximum", "3",
          "fs.s3a.retry.limit", "1",
          "fs.s3a.connection.establish.timeout", "5000",
          "fs.s3a.connection.timeout", "10000");

  /**
   * Keys of the folder for parts that are on their way; Hadoop's default makes a folder that stays.
   */
  private static final List<String> BUFFER =
      List.of("fs.s3a.buffer.dir", "s3.buffer.dir", "s3a.buffer.dir");

  private FileSystems() {}

  /**
   * A place that a run uses.
   *
   * @param option by which the user named it, for messages
   * @param location the place
   * @param written whether the run writes to it; what it only reads must be there
   */
  public record Use(String option, Location location, boolean written) {}

  /**
   * Loads the plugins and tries each remote place. Where all are on this machine it does nothing,
   * because loading takes a second.
   *
   * @param settings of Flink, such as {@code s3.endpoint}; asked for only if needed
   * @throws InputException naming the option and the location of the first that cannot be used
   */
  public static void prepare(Supplier<Configuration> settings, List<Use> uses) {
    List<Use> remote = uses.stream().filter(use -> use.location().isRemote()).toList();
    if (remote.isEmpty()) {
      return;
    }
    Configuration flink = new Configuration(settings.get());
    if (BUFFER.stream().noneMatch(key -> flink.toMap().containsKey(key))) {
      flink.setString(BUFFER.get(0), System.getProperty("java.io.tmpdir"));
    }
    PluginManager plugins = plugins(flink);
    Configuration impatient = new Configuration(flink);
    IMPATIENT.forEach(impatient::setString);
    FileSystem.initialize(impatient, plugins);
    try {
      remote.forEach(FileSystems::check);
    } finally {
      // From here on with the patience that long work needs; the settings hold for all of the JVM.
      FileSystem.initialize(flink, plugins);
    }
  }

  private static PluginManager plugins(Configuration flink) {
    Path folder = pluginsFolder();
    try {
      return new DefaultPluginManager(
          new DirectoryBasedPluginFinder(folder).findPlugins(),
          CoreOptions.getPluginParentFirstLoaderPatterns(flink));
    } catch (IOException e) {
      throw new InputException(
          "%s: no folder of Flink's plugins (%s), which other file systems need: %s"
              .formatted(folder, PLUGINS, InputException.reason(e)),
          e);
    }
  }

  /** The environment's, or what the build has put beside the launcher's jar. */
  private static Path pluginsFolder() {
    String given = System.getenv(PLUGINS);
    return given == null || given.isBlank()
        ? Path.of(System.getProperty("longtail.home", "."), "flink-job/target/plugins")
        : Path.of(given);
  }

  private static void check(Use use) {
    try {
      if (use.written()) {
        tryToWrite(use.location());
      } else {
        tryToRead(use.location());
      }
    } catch (IOException e) {
      throw StorageProblem.of(use.option() + " " + use.location(), e);
    }
  }

  /** The status of a bucket itself says nothing; only listing it does. */
  private static void tryToRead(Location location) throws IOException {
    org.apache.flink.core.fs.Path path = location.path();
    FileSystem files = path.getFileSystem();
    if (path.getParent() == null) {
      var unused = files.listStatus(path);
    } else {
      var unused = files.getFileStatus(path);
    }
  }

  /** Only writing shows that a key may write. Hours of work may depend on it. */
  private static void tryToWrite(Location location) throws IOException {
    org.apache.flink.core.fs.Path file =
        location.resolve("_longtail-may-write-" + UUID.randomUUID()).path();
    FileSystem files = file.getFileSystem();
    try (FSDataOutputStream out = files.create(file, FileSystem.WriteMode.OVERWRITE)) {
      out.write("written to see whether it can be, and deleted\n".getBytes(StandardCharsets.UTF_8));
    }
    var unused = files.delete(file, false);
  }

  /** Whether there is a file or folder. */
  public static boolean exists(Location location) {
    if (!location.isRemote()) {
      return Files.exists(location.local());
    }
    try {
      return location.path().getFileSystem().exists(location.path());
    } catch (IOException e) {
      throw StorageProblem.of(location.text(), e);
    }
  }

  /**
   * The text of a small file.
   *
   * @throws InputException naming the place, if it cannot be read
   */
  public static String text(Location file) {
    try {
      if (!file.isRemote()) {
        return Files.readString(file.local());
      }
      try (InputStream in = file.path().getFileSystem().open(file.path())) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      throw StorageProblem.of(file.text(), e);
    }
  }

  /**
   * Copies a file of this machine to a place, which then holds all of it or nothing.
   *
   * @throws InputException naming the place, if that fails
   */
  public static void copy(Path file, Location target) {
    org.apache.flink.core.fs.Path path = target.path();
    try (FSDataOutputStream out =
        path.getFileSystem().create(path, FileSystem.WriteMode.OVERWRITE)) {
      Files.copy(file, out);
    } catch (IOException e) {
      throw StorageProblem.of(target.text(), e);
    }
  }

  /**
   * Copies the files of a folder, not of folders in it, to this machine.
   *
   * @param target an existing folder
   * @throws InputException naming the place, if that fails or there is no file
   */
  public static void fetch(Location folder, Path target) {
    try {
      FileSystem system = folder.path().getFileSystem();
      FileStatus[] found = system.listStatus(folder.path());
      if (found == null || found.length == 0) {
        throw new InputException(folder.text() + ": the folder is empty or missing");
      }
      for (FileStatus each : found) {
        if (!each.isDir()) {
          try (InputStream in = system.open(each.getPath())) {
            Files.copy(in, target.resolve(each.getPath().getName()));
          }
        }
      }
    } catch (IOException e) {
      throw StorageProblem.of(folder.text(), e);
    }
  }

  /**
   * Deletes a file, or a folder with all below it.
   *
   * @throws InputException naming the place, if that fails
   */
  public static void delete(Location location) {
    try {
      var unused = location.path().getFileSystem().delete(location.path(), true);
    } catch (IOException e) {
      throw StorageProblem.of(location.text(), e);
    }
  }
}
