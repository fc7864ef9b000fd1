package dev.longtail.udfs.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files of an input.
 *
 * <p>A file that the user names is always read. In a folder the name decides ({@link InputNames}).
 *
 * @param input the path that the user gave
 * @param files to read, sorted by path
 * @param skipped visible files of the folder that are not read, because of their names
 */
public record InputFiles(Path input, List<Path> files, List<Path> skipped) {
  /** The standard input. */
  public static final Path STANDARD_INPUT = Path.of("-");

  /**
   * Finds the files of {@code input}.
   *
   * @throws InputException if the input does not exist or holds no file to read
   */
  public static InputFiles of(Path input) {
    if (Files.isRegularFile(input) || isPipe(input)) {
      return new InputFiles(input, List.of(input), List.of());
    }
    if (!Files.isDirectory(input)) {
      throw new InputException(input + ": no such file or folder");
    }
    List<Path> files = new ArrayList<>();
    List<Path> skipped = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(input)) {
      walk.filter(Files::isRegularFile)
          .filter(file -> isVisible(input.relativize(file)))
          .sorted()
          .forEach(file -> (isRead(file) ? files : skipped).add(file));
    } catch (IOException e) {
      throw new InputException(input + ": cannot be listed: " + InputException.reason(e), e);
    }
    InputFiles found = new InputFiles(input, List.copyOf(files), List.copyOf(skipped));
    if (files.isEmpty()) {
      throw new InputException(InputNames.nothingToRead(input.toString(), found.skippedNames()));
    }
    return found;
  }

  private static boolean isRead(Path file) {
    return InputNames.isRead(file.getFileName().toString());
  }

  private static boolean isVisible(Path relative) {
    for (Path part : relative) {
      if (InputNames.isHidden(part.toString())) {
        return false;
      }
    }
    return true;
  }

  /** A sentence for the user about the files that are not read; empty if all are. */
  public Optional<String> warning() {
    return InputNames.warning(skippedNames());
  }

  private List<String> skippedNames() {
    return skipped.stream().map(file -> input.relativize(file).toString()).toList();
  }

  /** Whether an input is a pipe; its bytes can be read only once. */
  public static boolean isPipe(Path input) {
    return input.equals(STANDARD_INPUT)
        || (Files.exists(input) && !Files.isRegularFile(input) && !Files.isDirectory(input));
  }

  /** A file's name in messages. */
  public static String name(Path file) {
    return file.equals(STANDARD_INPUT) ? "(standard input)" : file.toString();
  }
}
