package dev.longtail.job.cli;

import dev.longtail.job.config.Catalogue;
import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.config.LongtailOptions.ExemplarFiles;
import dev.longtail.job.config.LongtailOptions.FileSink;
import dev.longtail.job.config.Restore;
import dev.longtail.job.config.ScoringOptions;
import dev.longtail.job.config.TopologyOptions;
import dev.longtail.job.storage.FileSystems.Use;
import dev.longtail.job.storage.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The places that a streaming job reads and writes, with the options that name them. */
final class UsedPlaces {
  private static final Set<String> READ_FOR_THE_GRAPH =
      Set.of(
          Catalogue.EARLIER_FILES.name(),
          Catalogue.CLASSIFIER.name(),
          Catalogue.SCORING_MODEL.name());

  private UsedPlaces() {}

  /** Those of {@code options} that building the job's graph already reads. */
  static List<Use> readForTheGraph(LongtailOptions options) {
    return of(options).stream().filter(use -> READ_FOR_THE_GRAPH.contains(use.option())).toList();
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
    TopologyOptions.Labels labels = options.topology().labels();
    uses.addAll(LabelPlaces.of(labels.labeler(), labels.classifier()));
    uses.addAll(scoring(options.topology().scoring()));
    return uses;
  }

  /** The model that scores every unique command. */
  static List<Use> scoring(ScoringOptions scoring) {
    return scoring.any()
        ? List.of(new Use(Catalogue.SCORING_MODEL.name(), new Location(scoring.location()), false))
        : List.of();
  }
}
