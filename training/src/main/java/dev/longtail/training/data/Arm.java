package dev.longtail.training.data;

import java.util.List;
import java.util.stream.Stream;

/** An arm of the experiment: the lines added to a base set (Gelman and Bergeron 2025, results). */
public enum Arm {
  BASE("", "the base set alone"),
  FULL("+full", "exemplars of the full scale, labelled benign and admitted"),
  REDUCED("+reduced", "admitted exemplars of the reduced scale, all its detectors"),
  REDUCED_ISOLATION_FOREST(
      "+reduced-isolation-forest", "those that the isolation forest found at the reduced scale"),
  REDUCED_KMEANS("+reduced-kmeans", "those that the k-means distance found"),
  REDUCED_PCA("+reduced-pca", "those that the PCA reconstruction error found"),
  RANDOM("+random", "control: as many randomly drawn unique lines as exemplars, admitted"),
  UNLABELED("+unlabeled", "control: every full-scale exemplar taken for benign, unseen"),
  NO_DEDUP("+no-dedup", "control: +full and the near-duplicates that were removed from it"),
  OTHER("", "admitted lines of another backfill");

  /** The arms of one backfill. */
  public static final List<Arm> OF_A_BACKFILL =
      Stream.of(values()).filter(arm -> arm != OTHER).toList();

  private final String suffix;
  private final String meaning;

  Arm(String suffix, String meaning) {
    this.suffix = suffix;
    this.meaning = meaning;
  }

  /** The training set's name, e.g. {@code ab+full}. */
  public String nameFor(String base) {
    return base + suffix;
  }

  /** The added lines in a few words. */
  public String meaning() {
    return meaning;
  }

  /** The lines this arm adds as benign; some may repeat. */
  public List<MinedCommand> additions(Augmentation found) {
    Stream<MinedCommand> lines =
        switch (this) {
          case BASE, OTHER -> Stream.empty();
          case FULL -> ofScale(found.admitted(), MinedCommand.FULL);
          case REDUCED -> ofScale(found.admitted(), MinedCommand.REDUCED);
          case REDUCED_ISOLATION_FOREST -> ofDetector(found, "isolation-forest");
          case REDUCED_KMEANS -> ofDetector(found, "kmeans");
          case REDUCED_PCA -> ofDetector(found, "pca");
          case RANDOM -> ofScale(found.random(), MinedCommand.FULL);
          case UNLABELED -> ofScale(found.exemplars(), MinedCommand.FULL);
          case NO_DEDUP ->
              found.nearDuplicates().isEmpty()
                  ? Stream.empty()
                  : Stream.concat(
                      ofScale(found.admitted(), MinedCommand.FULL),
                      ofScale(found.nearDuplicates(), MinedCommand.FULL));
        };
    return lines.toList();
  }

  private static Stream<MinedCommand> ofScale(List<MinedCommand> lines, String scale) {
    return lines.stream().filter(line -> line.scale().equals(scale));
  }

  private static Stream<MinedCommand> ofDetector(Augmentation found, String detector) {
    return ofScale(found.admitted(), MinedCommand.REDUCED)
        .filter(line -> line.detectors().contains(detector));
  }
}
