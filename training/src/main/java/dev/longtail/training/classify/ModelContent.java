package dev.longtail.training.classify;

import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.text.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What a model's folder holds: its files, and a name that differs where their content differs. */
public final class ModelContent {
  private static final int DIGITS = 16;

  private ModelContent() {}

  /**
   * The folder of a model.
   *
   * @param folderOrFile the folder, or a file in it
   */
  public static Path folder(Path folderOrFile) {
    return Files.isRegularFile(folderOrFile)
        ? folderOrFile.toAbsolutePath().getParent()
        : folderOrFile;
  }

  /**
   * The files of a model, sorted by name.
   *
   * @throws InputException if the folder cannot be read
   */
  public static List<Path> files(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new InputException(folder + ": cannot be read: " + InputException.reason(e), e);
    }
  }

  /**
   * Names the content of {@code folder}: {@value #DIGITS} hexadecimal digits of the SHA-256 of the
   * names and bytes of its files.
   *
   * @throws InputException if the folder cannot be read
   */
  public static String digest(Path folder) {
    List<String> contents = new ArrayList<>();
    for (Path file : files(folder)) {
      try {
        contents.add(file.getFileName() + " " + Sha256.hex(Files.readAllBytes(file)));
      } catch (IOException e) {
        throw new InputException(file + ": cannot be read: " + InputException.reason(e), e);
      }
    }
    return Sha256.hex(String.join("\n", contents)).substring(0, DIGITS);
  }
}
