package dev.longtail.training.generate;

import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * Writes gzipped JSON Lines. Equal records give equal bytes, because the JDK's gzip header holds
 * neither time nor name.
 */
final class GzipLines {
  private GzipLines() {}

  /**
   * Writes one line of JSON for each record and replaces the old content of {@code file}.
   *
   * @throws InputException if the file cannot be written
   */
  static void write(Path file, List<?> records) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      try (Writer out =
          new BufferedWriter(
              new OutputStreamWriter(
                  new GZIPOutputStream(Files.newOutputStream(file), 1 << 16),
                  StandardCharsets.UTF_8))) {
        for (Object record : records) {
          out.write(Json.line(record));
          out.write('\n');
        }
      }
    } catch (IOException e) {
      throw new InputException("cannot write " + file + ": " + e, e);
    }
  }
}
