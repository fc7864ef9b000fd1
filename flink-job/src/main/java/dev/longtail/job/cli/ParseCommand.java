package dev.longtail.job.cli;

import dev.longtail.udfs.event.EpochUnit;
import dev.longtail.udfs.event.NativeEventParser;
import dev.longtail.udfs.event.ParsedRecord;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.InputFiles;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.io.JsonLines;
import dev.longtail.udfs.io.RecordLines;
import dev.longtail.udfs.text.Counted;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "parse",
    description = "Parses telemetry to normalised command events, one a process start.",
    mixinStandardHelpOptions = true)
final class ParseCommand implements Callable<Integer> {
  /** Dead letters that are reported one by one. */
  private static final int SHOWN = 20;

  @Option(
      names = "--input",
      required = true,
      paramLabel = "F",
      description = "JSON Lines, a file or a folder; - is the standard input")
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

  /** The input formats; automatic detection knows only one format so far. */
  enum Format {
    AUTO,
    NATIVE
  }

  private record Summary(long records, long processStarts, long skipped, long deadLetters) {}

  private long records;
  private long processStarts;
  private long deadLetters;
  private String firstDeadLetter = "";
  private final Map<EpochUnit, Long> timeUnits = new EnumMap<>(EpochUnit.class);

  @Override
  public Integer call() {
    NativeEventParser parser = new NativeEventParser();
    InputFiles found = InputFiles.of(input);
    found.warning().ifPresent(System.err::println);
    JsonLines.checkAll(found.files());
    try (RecordWriter events = RecordWriter.open(out, input)) {
      for (Path file : found.files()) {
        parse(file, parser, events);
      }
      if (processStarts > 0) {
        events.commit();
      }
    }
    writeSummary();
    if (deadLetters > SHOWN) {
      System.err.printf("... and %,d more%n", deadLetters - SHOWN);
    }
    EpochUnit.warning(timeUnits).ifPresent(System.err::println);
    System.err.printf(
        "%s: %s, %s%n",
        Counted.of(records, "record"),
        Counted.of(processStarts, "process start"),
        Counted.of(deadLetters, "dead letter"));
    refuseNothingUsable();
    return 0;
  }

  private void refuseNothingUsable() {
    if (records == 0) {
      throw new InputException(InputFiles.name(input) + ": holds no record");
    }
    if (processStarts == 0) {
      throw new InputException("no record can be used; the first: " + firstDeadLetter);
    }
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
    String name = InputFiles.name(file);
    try (InputStream bytes = JsonLines.open(file)) {
      RecordLines lines = JsonLines.records(bytes, name);
      for (RecordLines.Line line = lines.next(); line != null; line = lines.next()) {
        if (!line.isBlank()) {
          parse(name, line, parser, events);
        }
      }
    } catch (IOException e) {
      throw new InputException(name + ": cannot be read: " + InputException.reason(e), e);
    }
  }

  private void parse(
      String file, RecordLines.Line line, NativeEventParser parser, RecordWriter events) {
    records++;
    if (!line.defect().isEmpty()) {
      deadLetter(file, line, line.defect());
      return;
    }
    ParsedRecord parsed = parser.parse(line.bytes());
    if (parsed instanceof ParsedRecord.Rejected rejected) {
      deadLetter(file, line, rejected.reason());
    } else {
      ParsedRecord.Event start = (ParsedRecord.Event) parsed;
      processStarts++;
      timeUnits.merge(start.unit(), 1L, Long::sum);
      events.write(start.event());
    }
  }

  private void deadLetter(String file, RecordLines.Line line, String reason) {
    deadLetters++;
    String letter = file + ":" + line.number() + ": " + reason;
    firstDeadLetter = deadLetters == 1 ? letter : firstDeadLetter;
    if (deadLetters <= SHOWN) {
      System.err.println(letter);
    }
  }
}
