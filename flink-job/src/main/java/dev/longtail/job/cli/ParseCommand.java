package dev.longtail.job.cli;

import static java.util.stream.Collectors.joining;

import dev.longtail.udfs.event.CommandEvent;
import dev.longtail.udfs.event.EpochUnit;
import dev.longtail.udfs.event.ParsedRecord;
import dev.longtail.udfs.event.SkipReason;
import dev.longtail.udfs.event.Twins;
import dev.longtail.udfs.format.EventFormat;
import dev.longtail.udfs.format.EventReader;
import dev.longtail.udfs.format.FormatsPage;
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
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "parse",
    description = "Parses telemetry to normalised command events, one a process start.",
    mixinStandardHelpOptions = true)
final class ParseCommand implements Callable<Integer> {
  /** Dead letters that are reported one by one. */
  private static final int SHOWN = 20;

  @ArgGroup(multiplicity = "1")
  What what;

  /** Either input or the description. */
  static final class What {
    @Option(
        names = "--input",
        paramLabel = "F",
        description = "one record a line, a file or a folder; - is the standard input")
    Path input;

    @ArgGroup(exclusive = false, multiplicity = "1")
    Description description;
  }

  /** The list of formats. */
  static final class Description {
    @Option(
        names = "--describe",
        required = true,
        description = "list the formats, and what is read of them")
    boolean describe;

    @Option(names = "--markdown", description = "as the page docs/formats.md")
    boolean markdown;
  }

  @Option(
      names = "--out",
      paramLabel = "F",
      description = "write the events to this file (default: standard output)")
  Path out;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      completionCandidates = FormatNames.class,
      description =
          "format of the records: ${COMPLETION-CANDIDATES} (default: auto, by each record's own"
              + " fields)")
  EventFormat format = EventFormat.AUTO;

  @Option(
      names = "--twins",
      paramLabel = "NAME",
      description =
          "a process start that both Windows' security log and Sysmon tell: count keeps both and"
              + " counts such twins, once keeps Sysmon's alone, off does not look (default: count)")
  Twins twins = Twins.COUNT;

  @Option(
      names = "--summary",
      paramLabel = "S",
      description = "write the counts of records, process starts and dead letters to this file")
  Path summary;

  /** The formats by their names. */
  static final class FormatNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(EventFormat.values()).map(EventFormat::label).iterator();
    }
  }

  private record Summary(
      long records,
      long processStarts,
      long skipped,
      long deadLetters,
      long twins,
      Map<String, Long> skippedByReason) {}

  /** A start whose record has no time. */
  private record Untimed(
      String eventId,
      Long ts,
      String host,
      String user,
      String os,
      String parent,
      String image,
      String commandLine) {
    static Untimed of(CommandEvent event) {
      return new Untimed(
          event.eventId(),
          null,
          event.host(),
          event.user(),
          event.os(),
          event.parent(),
          event.image(),
          event.commandLine());
    }
  }

  private Path input;
  private long records;
  private long processStarts;
  private long untimed;
  private long deadLetters;
  private long twinsFound;
  private final Map<SkipReason, Long> skipped = new EnumMap<>(SkipReason.class);
  private String file = "";
  private long lineNumber;
  private String firstDeadLetter = "";
  private final Map<EpochUnit, Long> timeUnits = new EnumMap<>(EpochUnit.class);

  @Override
  public Integer call() {
    if (what.description != null) {
      System.out.print(what.description.markdown ? FormatsPage.markdown() : FormatsPage.text());
      return 0;
    }
    input = what.input;
    InputFiles found = InputFiles.of(input);
    found.warning().ifPresent(System.err::println);
    JsonLines.checkAll(found.files());
    try (RecordWriter events = RecordWriter.open(out, input)) {
      EventReader reader = new EventReader(format, twins, new Told(events));
      for (Path path : found.files()) {
        parse(path, reader);
      }
      reader.end();
      if (isUsable()) {
        events.commit();
      }
    }
    writeSummary();
    if (deadLetters > SHOWN) {
      System.err.printf("... and %,d more%n", deadLetters - SHOWN);
    }
    EpochUnit.warning(timeUnits).ifPresent(System.err::println);
    if (untimed > 0) {
      System.err.printf(
          "warning: %s without a time, which a job cannot use%n",
          Counted.of(untimed, "process start"));
    }
    System.err.printf(
        "%s: %s%s%s, %s%n",
        Counted.of(records, "record"),
        Counted.of(processStarts, "process start"),
        twins == Twins.ONCE || twinsFound == 0
            ? ""
            : " (of these %s)".formatted(Counted.of(twinsFound, "twin")),
        whatWasSkipped(),
        Counted.of(deadLetters, "dead letter"));
    refuseNothingUsable();
    return 0;
  }

  private String whatWasSkipped() {
    long all = skipped();
    return all == 0
        ? ""
        : skipped.entrySet().stream()
            .map(entry -> "%,d %s".formatted(entry.getValue(), entry.getKey().words()))
            .collect(joining(", ", ", %,d skipped (".formatted(all), ")"));
  }

  private long skipped() {
    return skipped.values().stream().mapToLong(Long::longValue).sum();
  }

  private void refuseNothingUsable() {
    if (records == 0) {
      throw new InputException(InputFiles.name(input) + ": holds no record");
    }
    if (!isUsable()) {
      throw new InputException(
          deadLetters > 0
              ? "no record can be used; the first: " + firstDeadLetter
              : InputFiles.name(input) + ": no record is of a known format");
    }
  }

  /** Events that are no process starts are an answer; lines of any other kind are none. */
  private boolean isUsable() {
    boolean known = skipped() > skipped.getOrDefault(SkipReason.SYSLOG, 0L);
    return processStarts > 0 || (known && deadLetters == 0);
  }

  private void writeSummary() {
    if (summary == null) {
      return;
    }
    Map<String, Long> byReason = new LinkedHashMap<>();
    skipped.forEach((reason, count) -> byReason.put(reason.words(), count));
    Summary text =
        new Summary(records, processStarts, skipped(), deadLetters, twinsFound, byReason);
    try {
      Files.writeString(summary, Json.line(text) + "\n");
    } catch (IOException e) {
      throw new InputException("cannot write " + summary + ": " + InputException.reason(e), e);
    }
  }

  private void parse(Path path, EventReader reader) {
    file = InputFiles.name(path);
    try (InputStream bytes = JsonLines.open(path)) {
      RecordLines lines = JsonLines.records(bytes, file);
      for (RecordLines.Line line = lines.next(); line != null; line = lines.next()) {
        if (line.isBlank()) {
          continue;
        }
        records++;
        lineNumber = line.number();
        if (line.defect().isEmpty()) {
          reader.read(line.bytes());
        } else {
          deadLetter(line.defect());
        }
      }
    } catch (IOException e) {
      throw new InputException(file + ": cannot be read: " + InputException.reason(e), e);
    }
  }

  private void deadLetter(String reason) {
    deadLetters++;
    String letter = file + ":" + lineNumber + ": " + reason;
    firstDeadLetter = deadLetters == 1 ? letter : firstDeadLetter;
    if (deadLetters <= SHOWN) {
      System.err.println(letter);
    }
  }

  /** What the records hold. */
  private final class Told implements EventReader.Sink {
    private final RecordWriter events;

    Told(RecordWriter events) {
      this.events = events;
    }

    @Override
    public void start(CommandEvent event, EpochUnit unit) {
      processStarts++;
      timeUnits.merge(unit, 1L, Long::sum);
      events.write(event);
    }

    @Override
    public void untimed(ParsedRecord.Untimed start) {
      processStarts++;
      untimed++;
      events.write(Untimed.of(start.event()));
    }

    @Override
    public void skipped(SkipReason reason) {
      skipped.merge(reason, 1L, Long::sum);
    }

    @Override
    public void rejected(String reason) {
      deadLetter(reason);
    }

    @Override
    public void twin() {
      twinsFound++;
    }
  }
}
