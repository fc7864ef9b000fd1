package dev.longtail.job.cli;

import dev.longtail.job.storage.Location;
import dev.longtail.job.storage.StoredFiles;
import dev.longtail.udfs.event.CommandEvent;
import dev.longtail.udfs.event.EpochUnit;
import dev.longtail.udfs.event.ParsedRecord;
import dev.longtail.udfs.event.SkipReason;
import dev.longtail.udfs.event.Twins;
import dev.longtail.udfs.format.EventFormat;
import dev.longtail.udfs.format.EventReader;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Process starts in files of any format; read anew each time. */
final class ProcessStarts {
  private final Path input;
  private final String doing;
  private final Consumer<String> progress;
  private long unusable;

  /**
   * Files.
   *
   * @param input a file or folder
   * @param doing what is done with them, before the name of each file, e.g. {@code replaying}
   * @param progress gets it
   */
  ProcessStarts(Path input, String doing, Consumer<String> progress) {
    this.input = input;
    this.doing = doing;
    this.progress = progress;
  }

  /** Records of the last reading that could not be used. */
  long unusable() {
    return unusable;
  }

  /** The day of {@code event} in UTC. */
  static LocalDate day(CommandEvent event) {
    return Instant.ofEpochMilli(event.ts()).atZone(ZoneOffset.UTC).toLocalDate();
  }

  /**
   * Gives every process start.
   *
   * @throws dev.longtail.udfs.io.InputException if a file cannot be read
   */
  void forEach(Consumer<CommandEvent> to) {
    unusable = 0;
    StoredFiles found = StoredFiles.checked(Location.of(input));
    found.warning().ifPresent(progress);
    EventReader reader = new EventReader(EventFormat.AUTO, Twins.OFF, new Starts(to));
    for (var file : found.files()) {
      progress.accept(doing + " " + file.getPath());
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

  private final class Starts implements EventReader.Sink {
    private final Consumer<CommandEvent> to;

    Starts(Consumer<CommandEvent> to) {
      this.to = to;
    }

    @Override
    public void start(CommandEvent event, EpochUnit unit) {
      to.accept(event);
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
}
