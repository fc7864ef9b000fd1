package dev.longtail.udfs.embedding;

import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.function.Predicate;

/**
 * Folders on file systems of other machines. Whoever knows such file systems is a provider of this
 * service.
 */
public interface RemoteFolders {
  /**
   * Makes sure that a file is there.
   *
   * @param file its URI
   * @throws IOException if it is not, or cannot be asked for
   */
  void check(String file) throws IOException;

  /**
   * Copies the files of a folder, not those of folders in it.
   *
   * @param folder its URI
   * @param names which files, by their names
   * @param target a folder of this machine
   * @throws IOException if a file cannot be copied as a whole
   */
  void copy(String folder, Predicate<String> names, Path target) throws IOException;

  /**
   * The provider.
   *
   * @param location for the message, if there is none
   * @throws InputException if there is none
   */
  static RemoteFolders of(String location) {
    return ServiceLoader.load(RemoteFolders.class, RemoteFolders.class.getClassLoader())
        .findFirst()
        .orElseThrow(
            () -> new InputException(location + ": only files of this machine can be read here"));
  }
}
