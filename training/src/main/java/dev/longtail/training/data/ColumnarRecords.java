package dev.longtail.training.data;

import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.JsonLines;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.ServiceLoader;

/**
 * Reads the records of a Parquet file. A job that scores reads none and so carries no library for
 * it: whoever trains has an implementation on the class path.
 */
public interface ColumnarRecords {
  /**
   * Visits every record, in order; the line of its place is its number in the file, from 1.
   *
   * @throws InputException naming the file if it cannot be read
   */
  void forEach(Path file, JsonLines.Visitor visitor);

  /**
   * Visits every record of labelled lines: of a Parquet file, known by its first bytes, or of what
   * {@link JsonLines} reads.
   *
   * @throws InputException naming file, line and what is wrong
   */
  static void forEachRecord(Path input, JsonLines.Visitor visitor) {
    if (isParquet(input)) {
      installed(input).forEach(input, visitor);
    } else {
      JsonLines.forEach(input, visitor);
    }
  }

  /** Whether {@code input} is a file that begins as Parquet does. */
  static boolean isParquet(Path input) {
    byte[] magic = "PAR1".getBytes(StandardCharsets.US_ASCII);
    if (!Files.isRegularFile(input)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(input)) {
      return Arrays.equals(in.readNBytes(magic.length), magic);
    } catch (IOException e) {
      throw new InputException(input + ": cannot be read: " + InputException.reason(e), e);
    }
  }

  private static ColumnarRecords installed(Path input) {
    return ServiceLoader.load(ColumnarRecords.class, ColumnarRecords.class.getClassLoader())
        .findFirst()
        .orElseThrow(() -> new InputException(input + ": Parquet is not read here"));
  }
}
