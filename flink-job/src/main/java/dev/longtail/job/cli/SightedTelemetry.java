package dev.longtail.job.cli;

import dev.longtail.job.storage.Location;
import dev.longtail.job.storage.StoredFiles;
import dev.longtail.training.passport.LineSighting;
import dev.longtail.udfs.event.CommandEvent;
import dev.longtail.udfs.event.EpochUnit;
import dev.longtail.udfs.event.ParsedRecord;
import dev.longtail.udfs.event.SkipReason;
import dev.longtail.udfs.event.Twins;
import dev.longtail.udfs.format.EventFormat;
import dev.longtail.udfs.format.EventReader;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Events in files of any format, as sightings; read anew each time. */
final class SightedTelemetry implements LineSighting.Source {
  private final Path input;
  private final Consumer<String> progress;
  private long unusable;

  /**
   * Telemetry.
   *
   * @param progress gets the name of each file
   */
  SightedTelemetry(Path input, Consumer<String> progress) {
    this.input = input;
    this.progress = progress;
  }

  /** Records of the last reading that could not be used. */
  long unusable() {
    return unusable;
  }

  @Override
  public void forEach(Consumer<LineSighting> to) {
    unusable = 0;
    StoredFiles found = StoredFiles.checked(Location.of(input));
    found.warning().ifPresent(progress);
    EventReader reader = new EventReader(EventFormat.AUTO, Twins.OFF, new Events(to));
    for (var file : found.files()) {
      progress.accept("reading " + file.getPath());
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

  private final class Events implements EventReader.Sink {
    private final Consumer<LineSighting> to;

    Events(Consumer<LineSighting> to) {
      this.to = to;
    }

    @Override
    public void start(CommandEvent event, EpochUnit unit) {
      to.accept(
          new LineSighting(
              event.commandLine(),
              Instant.ofEpochMilli(event.ts()).atZone(ZoneOffset.UTC).toLocalDate().toString(),
              event.host(),
              event.user(),
              event.os(),
              event.image(),
              event.parent(),
              1));
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
