package dev.longtail.training.report;

import dev.longtail.training.data.Arm;

/** Colours that colour-blind readers can tell apart (Okabe and Ito 2008); controls are dashed. */
final class Palette {
  private Palette() {}

  static Series.Style of(Arm arm) {
    return switch (arm) {
      case BASE -> new Series.Style("#3d4451", "none");
      case FULL -> new Series.Style("#0072b2", "none");
      case REDUCED -> new Series.Style("#d55e00", "none");
      case REDUCED_ISOLATION_FOREST -> new Series.Style("#e69f00", "none");
      case REDUCED_KMEANS -> new Series.Style("#cc79a7", "none");
      case REDUCED_PCA -> new Series.Style("#009e73", "none");
      case RANDOM -> new Series.Style("#3d4451", "6 4");
      case UNLABELED -> new Series.Style("#cc79a7", "6 4");
      case NO_DEDUP -> new Series.Style("#0072b2", "2 3");
      case OTHER -> new Series.Style("#56b4e9", "none");
    };
  }
}
