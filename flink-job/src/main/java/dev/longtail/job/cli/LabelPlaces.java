package dev.longtail.job.cli;

import dev.longtail.job.config.Catalogue;
import dev.longtail.job.config.ClassifierOptions;
import dev.longtail.job.config.Option;
import dev.longtail.job.storage.FileSystems;
import dev.longtail.job.storage.FileSystems.Use;
import dev.longtail.job.storage.Location;
import dev.longtail.labeler.client.LabelerOptions;
import java.util.ArrayList;
import java.util.List;

/** The places that labels come from or are kept in, with the options that name them. */
final class LabelPlaces {
  private LabelPlaces() {}

  /** Those of {@code labeler} and {@code classifier}. */
  static List<Use> of(LabelerOptions labeler, ClassifierOptions classifier) {
    List<Use> uses = new ArrayList<>();
    add(Catalogue.CLASSIFIER, classifier.location(), false, uses);
    if (labeler.asksServer()) {
      add(Catalogue.VERDICT_CACHE, labeler.cache(), true, uses);
      add(Catalogue.JOURNAL, labeler.journal(), true, uses);
    }
    return uses;
  }

  private static void add(Option<?> option, String place, boolean written, List<Use> uses) {
    if (!place.isEmpty()) {
      uses.add(new Use(option.name(), new Location(place), written));
    }
  }

  /** Makes the file systems of those places known, for a command that takes no Flink settings. */
  static void prepare(LabelerOptions labeler, ClassifierOptions classifier) {
    FileSystems.prepare(
        () -> RunCommand.flinkSettings(RunCommand.defaultFlinkConf()), of(labeler, classifier));
  }
}
