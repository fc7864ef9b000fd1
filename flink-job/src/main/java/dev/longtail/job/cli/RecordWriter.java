package dev.longtail.job.cli;

import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.InputFiles;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.io.JsonLines;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Writes JSON Lines to standard output or to a file. The file appears at {@link #commit}, complete,
 * or not at all. It is never one of the files being read.
 */
final class RecordWriter implements AutoCloseable {
  private final Path out;
  private final Path draft;
  private final Writer writer;

  private RecordWriter(Path out, Path draft, Writer writer) {
    this.out = out;
    this.draft = draft;
    this.writer = writer;
  }

  /**
   * Opens the output of a command that reads {@code input}.
   *
   * @param out the file, or null for standard output
   */
  static RecordWriter open(Path out, Path input) {
    if (out == null) {
      Writer stdout = new OutputStreamWriter(System.out, StandardCharsets.UTF_8);
      return new RecordWriter(null, null, new BufferedWriter(stdout));
    }
    try {
      for (Path file : JsonLines.files(input)) {
        boolean both = Files.exists(out) && Files.exists(file) && !InputFiles.isPipe(file);
        if (both && Files.isSameFile(file, out)) {
          throw new InputException("--out " + out + " is one of the input's files");
        }
      }
      Path draft = out.resolveSibling("." + out.getFileName() + ".part");
      return new RecordWriter(out, draft, Files.newBufferedWriter(draft, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw failed(out, e);
    }
  }

  /** Writes {@code value} as one line. */
  void write(Object value) {
    try {
      writer.write(Json.line(value));
      writer.write('\n');
    } catch (IOException e) {
      throw failed(out, e);
    }
  }

  /** Publishes the output, which must be complete. */
  void commit() {
    try {
      writer.flush();
      if (draft != null) {
        writer.close();
        Files.move(draft, out, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw failed(out, e);
    }
  }

  private static InputException failed(Path out, IOException e) {
    String target = out == null ? "standard output" : out.toString();
    return new InputException("cannot write " + target + ": " + InputException.reason(e), e);
  }

  /** Drops output that was not committed. */
  @Override
  public void close() {
    if (draft == null) {
      return;
    }
    try {
      writer.close();
      Files.deleteIfExists(draft);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
