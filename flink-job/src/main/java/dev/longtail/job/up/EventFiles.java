package dev.longtail.job.up;

import dev.longtail.job.storage.StoredFiles;
import dev.longtail.udfs.event.EventParser;
import dev.longtail.udfs.event.ParsedRecord;
import dev.longtail.udfs.format.AutoParser;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.RecordLines;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.flink.core.fs.Path;

/**
 * Days of events in files, which may hold them in any order. The files are read once to learn which
 * hold which day, and those of a day once more for it: one day is in memory, not all.
 *
 * <p>A record that is no event is replayed too, so that the job counts it. It has no time of its
 * own and comes with the event before it in its file.
 */
public final class EventFiles implements EventDays {
  private static final long NO_TIME = ParsedRecord.Rejected.NO_TIME;

  private final long latest;
  private final TreeMap<LocalDate, Set<Path>> filesOfDays = new TreeMap<>();
  private final Set<Path> withoutEvents = new LinkedHashSet<>();
  private final Iterator<LocalDate> days;
  private final LocalDate first;

  private EventFiles(List<Path> files, Instant latest) {
    this.latest = latest.toEpochMilli();
    for (Path file : files) {
      Set<LocalDate> found = new LinkedHashSet<>();
      boolean[] any = {false};
      read(
          file,
          line -> {
            any[0] = true;
            if (line.ts() != NO_TIME) {
              var unused = found.add(dayOf(line.ts()));
            }
          });
      found.forEach(
          day -> filesOfDays.computeIfAbsent(day, none -> new LinkedHashSet<>()).add(file));
      if (any[0] && found.isEmpty()) {
        withoutEvents.add(file);
      }
    }
    first = filesOfDays.isEmpty() ? null : filesOfDays.firstKey();
    days = filesOfDays.keySet().iterator();
  }

  /**
   * The days in {@code files}.
   *
   * @param latest a later event has a wrong clock, and no say in which days there are
   * @throws InputException if a file cannot be read, or none holds an event
   */
  public static EventFiles of(StoredFiles files, Instant latest) {
    EventFiles events = new EventFiles(files.files(), latest);
    if (events.first == null) {
      throw new InputException(
          "no record of %s is an event that can be replayed; longtail parse says of each why not"
              .formatted(files.files().get(0).getParent()));
    }
    return events;
  }

  /** How many days there are. */
  public int count() {
    return filesOfDays.size();
  }

  @Override
  public Optional<Day> next() {
    if (!days.hasNext()) {
      return Optional.empty();
    }
    LocalDate day = days.next();
    List<TimedLine> lines = new ArrayList<>();
    if (day.equals(first)) {
      long start = day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
      for (Path file : withoutEvents) {
        read(file, line -> lines.add(new TimedLine(start, line.line())));
      }
    }
    for (Path file : filesOfDays.get(day)) {
      read(
          file,
          line -> {
            if (line.ts() != NO_TIME && dayOf(line.ts()).equals(day)) {
              lines.add(line);
            }
          });
    }
    lines.sort(Comparator.comparingLong(TimedLine::ts)); // stable: equal times as in the files
    return Optional.of(new Day(day, lines));
  }

  /** The records of a file in its order; all have a time, or none has. */
  private void read(Path file, Consumer<TimedLine> visitor) {
    EventParser parser = new AutoParser();
    List<byte[]> leading = new ArrayList<>();
    long[] last = {NO_TIME};
    new StoredFiles(List.of(file), Optional.empty())
        .forEachLine(
            (line, where) -> {
              long ts = timeOf(parser, line);
              if (ts == NO_TIME && last[0] == NO_TIME) {
                leading.add(line.bytes());
                return;
              }
              if (ts != NO_TIME) {
                last[0] = ts;
                leading.forEach(bytes -> visitor.accept(new TimedLine(ts, bytes)));
                leading.clear();
              }
              visitor.accept(new TimedLine(last[0], line.bytes()));
            });
    leading.forEach(bytes -> visitor.accept(new TimedLine(NO_TIME, bytes)));
  }

  private long timeOf(EventParser parser, RecordLines.Line line) {
    long ts = line.defect().isEmpty() ? timeOf(parser.parse(line.bytes())) : NO_TIME;
    return ts <= latest ? ts : NO_TIME;
  }

  /** Of several events in one record, the time of the last: all are replayed with it. */
  private static long timeOf(ParsedRecord parsed) {
    if (parsed instanceof ParsedRecord.Event start) {
      return start.event().ts();
    }
    if (parsed instanceof ParsedRecord.Fragment part) {
      return part.fragment().ts();
    }
    return parsed instanceof ParsedRecord.Several several
        ? several.records().stream().mapToLong(EventFiles::timeOf).max().orElse(NO_TIME)
        : NO_TIME;
  }

  private static LocalDate dayOf(long ts) {
    return LocalDate.ofInstant(Instant.ofEpochMilli(ts), ZoneOffset.UTC);
  }
}
