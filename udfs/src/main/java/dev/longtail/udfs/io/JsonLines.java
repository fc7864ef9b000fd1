package dev.longtail.udfs.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads JSON Lines outside of Flink: from a file, a folder of files, or a pipe. Each may be plain
 * or packed by gzip or zstd, and each may hold comma-separated values instead ({@link CsvRows}).
 *
 * <p>The command line of a record is its field {@code cmd} or {@code command_line}.
 */
public final class JsonLines {
  private static final String WANTED = "; each line is one JSON object, such as {\"cmd\":\"ls\"}";

  /** Refuses duplicate keys: some readers would take the first value and others the last. */
  private static final ObjectReader STRICT =
      Json.MAPPER.reader().with(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

  private JsonLines() {}

  /**
   * The place of a record, for messages.
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

    /** Called for a line that is no JSON object. By default the whole input is refused. */
    default void broken(Location where, String reason) {
      throw new InputException(where + ": " + reason);
    }
  }

  /**
   * The files of an input, sorted by path ({@link InputFiles} says which).
   *
   * @throws InputException if it does not exist or holds no such file
   */
  public static List<Path> files(Path input) {
    return InputFiles.of(input).files();
  }

  /**
   * Visits every record of every file of {@code input}; blank lines are skipped.
   *
   * @throws InputException before the first visit, if a file is of a kind that is not read
   */
  public static void forEach(Path input, Visitor visitor) {
    List<Path> files = files(input);
    checkAll(files);
    for (Path file : files) {
      Path name = Path.of(InputFiles.name(file));
      try (InputStream bytes = open(file)) {
        RecordLines lines = records(bytes, name.toString());
        for (RecordLines.Line line = lines.next(); line != null; line = lines.next()) {
          if (!line.isBlank()) {
            visit(line, new Location(name, line.number()), visitor);
          }
        }
      } catch (IOException e) {
        throw new InputException(name + ": cannot be read: " + InputException.reason(e), e);
      }
    }
  }

  /**
   * Checks the beginning of each file, so that a file of the wrong kind is found before the work
   * starts. A pipe cannot be checked.
   *
   * @throws InputException naming the file, with advice to the user
   */
  public static void checkAll(List<Path> files) {
    for (Path file : files) {
      if (!InputFiles.isPipe(file)) {
        try (InputStream bytes = open(file)) {
          RecordLines unused = records(bytes, file.toString());
        } catch (IOException e) {
          throw new InputException(file + ": cannot be read: " + InputException.reason(e), e);
        }
      }
    }
  }

  /**
   * Checks the beginning of one file, as {@link #checkAll}; the caller closes {@code raw}.
   *
   * @throws InputException naming the file, with advice to the user
   */
  public static void check(InputStream raw, String name) throws IOException {
    RecordLines unused = records(unpack(new BufferedInputStream(raw, 1 << 16), name), name);
  }

  /**
   * The records of a stream from {@link #open} or {@link #unpack}: its lines, or, if it holds
   * comma-separated values, its rows as JSON objects.
   *
   * @param name the file's name, in messages and because {@code .csv} and {@code .tsv} say more
   *     than the first bytes
   * @throws InputException if the JSON begins in another layout than one object a line, or if
   *     comma-separated values have no header that can be used
   */
  public static RecordLines records(InputStream bytes, String name) {
    PeekStream in = bytes instanceof PeekStream peeked ? peeked : new PeekStream(bytes);
    byte[] start = in.peek(JsonLayout.BYTES);
    Optional<CsvHeader> csv = CsvHeader.of(start, name);
    if (csv.isPresent()) {
      return new CsvRows(in, csv.get());
    }
    String problem = JsonLayout.problem(start);
    if (!problem.isEmpty()) {
      throw new InputException(name + ": " + problem);
    }
    return new TextLines(in);
  }

  private static void visit(RecordLines.Line line, Location where, Visitor visitor) {
    JsonNode record;
    try {
      record = STRICT.readTree(line.text());
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
   * The bytes of {@code file}. If its first bytes say that it is packed, it is unpacked.
   *
   * @param file a file, a pipe, or {@link InputFiles#STANDARD_INPUT}
   * @throws InputException if its kind is not read, or if it is not what its name says
   */
  public static InputStream open(Path file) throws IOException {
    InputStream raw = InputFiles.isPipe(file) ? pipe(file) : Files.newInputStream(file);
    try {
      return unpack(new BufferedInputStream(raw, 1 << 16), InputFiles.name(file));
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  /** Opens a pipe. The stream of {@link Files} asks for its position, and a pipe has none. */
  private static InputStream pipe(Path file) throws IOException {
    return file.equals(InputFiles.STANDARD_INPUT) ? System.in : new FileInputStream(file.toFile());
  }

  /** As {@link #open}, for any stream; the caller closes {@code raw} if this fails. */
  public static InputStream unpack(InputStream raw, String name) throws IOException {
    return Unpacking.of(raw, name);
  }
}
