package dev.longtail.udfs.io;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which files of a folder are input, by their names alone, on whatever file system they lie: those
 * whose names end in {@code .jsonl}, {@code .json}, {@code .ndjson}, {@code .log}, {@code .csv} or
 * {@code .tsv}. The number or date of a rotation and the ending of a packer may follow. Hidden
 * files are ignored.
 */
public final class InputNames {
  /** What a rotation and a packer add to a name. */
  private static final String ADDED =
      "([.-]\\d+([-_T.]\\d+)*)?(\\.(gz|gzip|zst|zstd|bz2|xz|lz4|zip))*";

  private static final Pattern LINES = Pattern.compile("(?i).*\\.(jsonl?|ndjson|log)" + ADDED);
  private static final Pattern CSV = Pattern.compile("(?i).*\\.(csv|tsv)" + ADDED);

  private static final int NAMED = 3;

  private InputNames() {}

  /** Whether a file of this name in a folder is read. */
  public static boolean isRead(String name) {
    return saysLines(name) || saysCsv(name);
  }

  /** Whether this name says that each line is a record. */
  static boolean saysLines(String name) {
    return LINES.matcher(name).matches();
  }

  /** Whether this name says that the file holds values separated by commas or tabs. */
  static boolean saysCsv(String name) {
    return CSV.matcher(name).matches();
  }

  /** Whether a file or folder of this name is hidden, with all below it. */
  public static boolean isHidden(String name) {
    return name.startsWith(".") || name.startsWith("_");
  }

  /** A sentence for the user about the files that are not read; empty if there are none. */
  public static Optional<String> warning(List<String> skipped) {
    return some(skipped)
        .map(
            names ->
                "warning: not read because of %s: %s; to read one, name it as the input"
                    .formatted(skipped.size() == 1 ? "its name" : "their names", names));
  }

  /** A sentence for the user about a folder in which nothing is read. */
  public static String nothingToRead(String folder, List<String> skipped) {
    return folder
        + ": the folder holds no .jsonl, .json, .ndjson, .log, .csv or .tsv file, plain, .gz or"
        + " .zst"
        + some(skipped).map(names -> "; it holds " + names).orElse("");
  }

  private static Optional<String> some(List<String> skipped) {
    if (skipped.isEmpty()) {
      return Optional.empty();
    }
    String names = String.join(", ", skipped.subList(0, Math.min(NAMED, skipped.size())));
    int more = skipped.size() - NAMED;
    return Optional.of(more > 0 ? "%s and %,d more".formatted(names, more) : names);
  }
}
