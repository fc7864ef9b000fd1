package dev.longtail.job.cli;

import dev.longtail.udfs.event.CommandEvent;
import dev.longtail.udfs.event.NativeEventParser;
import dev.longtail.udfs.event.ParsedRecord;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.io.JsonLines;
import dev.longtail.udfs.io.RecordLines;
import dev.longtail.udfs.text.Counted;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "parse",
    description = "Parses telemetry to normalised command events, one a process start.",
    mixinStandardHelpOptions = true)
final class ParseCommand implements Callable<Integer> {
  /** Dead letters that are told one by one. */
  private static final int SHOWN = 20;

  @Option(
      names = "--input",
      required = true,
      paramLabel = "F",
      description = "JSON Lines, a file or a folder")
  Path input;

  @Option(
      names = "--out",
      paramLabel = "F",
      description = "write the events to this file (default: standard output)")
  Path out;

  @Option(names = "--format", description = "format of the records: auto, native (default: auto)")
  Format format = Format.AUTO;

  @Option(
      names = "--summary",
      paramLabel = "S",
      description = "write the counts of records, process starts and dead letters to this file")
  Path summary;

  /** The formats that can be read; so far there is one to find. */
  enum Format {
    AUTO,
    NATIVE
  }

  private record Summary(long records, long processStarts, long skipped, long deadLetters) {}

  private long records;
  private long processStarts;
  private long deadLetters;

  @Override
  public Integer call() {
    NativeEventParser parser = new NativeEventParser();
    try (RecordWriter events = RecordWriter.open(out, input)) {
      for (Path file : JsonLines.files(input)) {
        parse(file, parser, events);
      }
      events.commit();
    }
    writeSummary();
    if (deadLetters > SHOWN) {
      System.err.printf("... and %,d more%n", deadLetters - SHOWN);
    }
    System.err.printf(
        "%s: %s, %s%n",
        Counted.of(records, "record"),
        Counted.of(processStarts, "process start"),
        Counted.of(deadLetters, "dead letter"));
    return 0;
  }

  private void writeSummary() {
    if (summary == null) {
      return;
    }
    try {
      Files.writeString(
          summary, Json.line(new Summary(records, processStarts, 0, deadLetters)) + "\n");
    } catch (IOException e) {
      throw new InputException("cannot write " + summary + ": " + InputException.reason(e), e);
    }
  }

  private void parse(Path file, NativeEventParser parser, RecordWriter events) {
    try (InputStream bytes = JsonLines.open(file)) {
      RecordLines lines = new RecordLines(bytes);
      for (RecordLines.Line line = lines.next(); line != null; line = lines.next()) {
        if (!line.isBlank()) {
          parse(file, line, parser, events);
        }
      }
    } catch (IOException e) {
      throw new InputException(file + ": cannot be read: " + InputException.reason(e), e);
    }
  }

  private void parse(
      Path file, RecordLines.Line line, NativeEventParser parser, RecordWriter events) {
    records++;
    if (!line.defect().isEmpty()) {
      deadLetter(file, line, line.defect());
      return;
    }
    ParsedRecord parsed = parser.parse(line.bytes());
    if (parsed instanceof ParsedRecord.Rejected rejected) {
      deadLetter(file, line, rejected.reason());
    } else {
      CommandEvent event = ((ParsedRecord.Event) parsed).event();
      processStarts++;
      events.write(event);
    }
  }

  private void deadLetter(Path file, RecordLines.Line line, String reason) {
    deadLetters++;
    if (deadLetters <= SHOWN) {
      System.err.println(file + ":" + line.number() + ": " + reason);
    }
  }
}
