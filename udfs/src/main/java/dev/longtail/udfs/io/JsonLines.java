package dev.longtail.udfs.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads JSON Lines outside of Flink: a file or a folder of files ({@code .jsonl}, {@code .json},
 * each optionally with {@code .gz}).
 *
 * <p>The command line of a record is its field {@code cmd} or {@code command_line}.
 */
public final class JsonLines {
  private static final String WANTED = "; each line is one JSON object, such as {\"cmd\":\"ls\"}";

  private JsonLines() {}

  /**
   * Where a record stands, for messages.
   *
   * @param file the file
   * @param line its line, from 1
   */
  public record Location(Path file, long line) {
    @Override
    public String toString() {
      return file + ":" + line;
    }
  }

  /** Gets the records of an input one by one, in order. */
  @FunctionalInterface
  public interface Visitor {
    void visit(JsonNode record, Location where);

    /** A line that is no JSON object; by default the whole input is refused. */
    default void broken(Location where, String reason) {
      throw new InputException(where + ": " + reason);
    }
  }

  /**
   * The files of an input, sorted by path; hidden files and those of other endings are left out.
   *
   * @throws InputException if it does not exist or holds no such file
   */
  public static List<Path> files(Path input) {
    if (Files.isRegularFile(input)) {
      return List.of(input);
    }
    if (!Files.isDirectory(input)) {
      throw new InputException(input + ": no such file or folder");
    }
    try (Stream<Path> walk = Files.walk(input)) {
      List<Path> files =
          walk.filter(Files::isRegularFile)
              .filter(f -> isVisible(input.relativize(f)))
              .filter(f -> f.getFileName().toString().matches("(?i).*\\.jsonl?(\\.gz)?"))
              .sorted()
              .toList();
      if (files.isEmpty()) {
        throw new InputException(
            input + ": the folder holds no .jsonl, .json, .jsonl.gz or .json.gz file");
      }
      return files;
    } catch (IOException e) {
      throw new InputException(input + ": cannot be listed: " + InputException.reason(e), e);
    }
  }

  private static boolean isVisible(Path relative) {
    for (Path part : relative) {
      if (part.toString().startsWith(".") || part.toString().startsWith("_")) {
        return false;
      }
    }
    return true;
  }

  /** Visits every record of every file of {@code input}; blank lines are passed over. */
  public static void forEach(Path input, Visitor visitor) {
    for (Path file : files(input)) {
      try (InputStream bytes = open(file)) {
        RecordLines lines = new RecordLines(bytes);
        for (RecordLines.Line line = lines.next(); line != null; line = lines.next()) {
          if (!line.isBlank()) {
            visit(line, new Location(file, line.number()), visitor);
          }
        }
      } catch (IOException e) {
        throw new InputException(file + ": cannot be read: " + InputException.reason(e), e);
      }
    }
  }

  private static void visit(RecordLines.Line line, Location where, Visitor visitor) {
    JsonNode record;
    try {
      record = Json.MAPPER.readTree(line.text());
    } catch (RecordLines.UnreadableLineException e) {
      visitor.broken(where, e.getMessage());
      return;
    } catch (JsonProcessingException e) {
      visitor.broken(where, Json.problem(e) + WANTED);
      return;
    }
    if (record.isObject()) {
      visitor.visit(record, where);
    } else {
      visitor.broken(where, "not a JSON object" + WANTED);
    }
  }

  /**
   * The command line of a record.
   *
   * @throws InputException naming the place if the record has none
   */
  public static String commandLine(JsonNode record, Location where) {
    JsonNode cmd = record.hasNonNull("cmd") ? record.get("cmd") : record.get("command_line");
    if (cmd == null || !cmd.isTextual()) {
      throw new InputException(
          where + ": field \"cmd\" (or \"command_line\") is missing or no text");
    }
    return cmd.textValue();
  }

  /**
   * The bytes of {@code file}, unpacked if it begins with gzip's magic number.
   *
   * @throws InputException if its name ends in {@code .gz} but its content is not gzip
   */
  public static InputStream open(Path file) throws IOException {
    InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    try {
      return unpack(raw, file.toString());
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  /** As {@link #open}, for a stream that supports {@code mark}. */
  public static InputStream unpack(InputStream raw, String name) throws IOException {
    raw.mark(2);
    int first = raw.read();
    int second = raw.read();
    raw.reset();
    if (first == 0x1f && second == 0x8b) {
      try {
        return new GZIPInputStream(raw, 1 << 16);
      } catch (ZipException e) {
        throw new InputException(name + ": damaged gzip header: " + e.getMessage(), e);
      }
    }
    if (name.endsWith(".gz")) {
      throw new InputException(name + ": its name says gzip, its content is not");
    }
    return raw;
  }
}
