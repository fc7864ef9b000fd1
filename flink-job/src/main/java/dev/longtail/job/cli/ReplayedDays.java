package dev.longtail.job.cli;

import dev.longtail.job.storage.Location;
import dev.longtail.job.storage.StoredFiles;
import dev.longtail.training.release.AlertReplay;
import dev.longtail.udfs.event.CommandEvent;
import dev.longtail.udfs.event.EpochUnit;
import dev.longtail.udfs.event.ParsedRecord;
import dev.longtail.udfs.event.SkipReason;
import dev.longtail.udfs.event.Twins;
import dev.longtail.udfs.format.EventFormat;
import dev.longtail.udfs.format.EventReader;
import dev.longtail.udfs.io.InputException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
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
    StoredFiles found = StoredFiles.checked(Location.of(input));
    found.warning().ifPresent(progress);
    EventReader reader = new EventReader(EventFormat.AUTO, Twins.OFF, this);
    for (var file : found.files()) {
      progress.accept("replaying " + file.getPath());
      new StoredFiles(List.of(file), Optional.empty())
          .forEachLine(
              (line, where) -> {
                if (line.defect().isEmpty()) {
                  reader.read(line.bytes());
                } else {
                  unusable++;
                }
              });
    }
    reader.end();
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
