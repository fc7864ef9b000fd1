package dev.longtail.job.cli;

import dev.longtail.job.config.Catalogue;
import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.config.LongtailOptions.ExemplarFiles;
import dev.longtail.job.config.LongtailOptions.FileSink;
import dev.longtail.job.config.Restore;
import dev.longtail.job.storage.FileSystems.Use;
import dev.longtail.job.storage.Location;
import java.util.ArrayList;
import java.util.List;

/** The places that a streaming job reads and writes, with the options that name them. */
final class UsedPlaces {
  private UsedPlaces() {}

  /** Those of {@code options} that building the job's graph already reads. */
  static List<Use> readForTheGraph(LongtailOptions options) {
    return of(options).stream()
        .filter(use -> use.option().equals(Catalogue.EARLIER_FILES.name()))
        .toList();
  }

  /** Those of {@code options}. */
  static List<Use> of(LongtailOptions options) {
    List<Use> uses = new ArrayList<>();
    if (options.earlierExemplars() instanceof ExemplarFiles in) {
      in.files()
          .forEach(
              file -> uses.add(new Use(Catalogue.EARLIER_FILES.name(), new Location(file), false)));
    }
    LongtailOptions.Streaming streaming = options.streaming().orElseThrow();
    if (streaming.sink() instanceof FileSink files) {
      uses.add(new Use(Catalogue.SINK_FOLDER.name(), new Location(files.path()), true));
    }
    uses.add(
        new Use(
            Catalogue.CHECKPOINT_FOLDER.name(),
            new Location(streaming.checkpoints().directory()),
            true));
    if (streaming.checkpoints().restore() instanceof Restore.From from) {
      uses.add(new Use(Catalogue.RESTORE.name(), new Location(from.location()), false));
    }
    return uses;
  }
}
