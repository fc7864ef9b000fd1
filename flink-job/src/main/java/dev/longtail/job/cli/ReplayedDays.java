package dev.longtail.job.cli;

import dev.longtail.training.release.AlertReplay;
import dev.longtail.udfs.event.CommandEvent;
import dev.longtail.udfs.event.EpochUnit;
import dev.longtail.udfs.event.ParsedRecord;
import dev.longtail.udfs.event.SkipReason;
import dev.longtail.udfs.event.Twins;
import dev.longtail.udfs.format.EventFormat;
import dev.longtail.udfs.format.EventReader;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.InputFiles;
import dev.longtail.udfs.io.JsonLines;
import dev.longtail.udfs.io.RecordLines;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.function.Consumer;

/** Events in files of any format, replayed by their days. */
final class ReplayedDays implements EventReader.Sink {
  private final AlertReplay replay;
  private final LocalDate from;
  private final LocalDate to;
  private long unusable;

  /**
   * A reader.
   *
   * @param from the first day; null: all before {@code to}
   * @param to the last day; null: all from {@code from} on
   */
  ReplayedDays(AlertReplay replay, LocalDate from, LocalDate to) {
    this.replay = replay;
    this.from = from;
    this.to = to;
  }

  /** Records that could not be used. */
  long unusable() {
    return unusable;
  }

  /**
   * Replays the events of {@code input}.
   *
   * @param progress gets the name of each file
   * @throws InputException if a file cannot be read
   */
  void read(Path input, Consumer<String> progress) {
    InputFiles found = InputFiles.of(input);
    found.warning().ifPresent(progress);
    JsonLines.checkAll(found.files());
    EventReader reader = new EventReader(EventFormat.AUTO, Twins.OFF, this);
    for (Path file : found.files()) {
      progress.accept("replaying " + file);
      read(file, reader);
    }
    reader.end();
  }

  private void read(Path file, EventReader reader) {
    String name = InputFiles.name(file);
    try (InputStream bytes = JsonLines.open(file)) {
      RecordLines lines = JsonLines.records(bytes, name);
      for (RecordLines.Line line = lines.next(); line != null; line = lines.next()) {
        if (!line.isBlank() && line.defect().isEmpty()) {
          reader.read(line.bytes());
        } else if (!line.isBlank()) {
          unusable++;
        }
      }
    } catch (IOException e) {
      throw new InputException(name + ": cannot be read: " + InputException.reason(e), e);
    }
  }

  @Override
  public void start(CommandEvent event, EpochUnit unit) {
    LocalDate day = Instant.ofEpochMilli(event.ts()).atZone(ZoneOffset.UTC).toLocalDate();
    if ((from == null || !day.isBefore(from)) && (to == null || !day.isAfter(to))) {
      replay.add(day.toString(), event.commandLine(), event.host());
    }
  }

  @Override
  public void untimed(ParsedRecord.Untimed start) {
    unusable++;
  }

  @Override
  public void skipped(SkipReason reason) {
    // An event that is no process start says nothing here.
  }

  @Override
  public void rejected(String reason) {
    unusable++;
  }
}
