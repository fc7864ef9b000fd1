package dev.longtail.training.report;

/** The long names of the base sets. */
final class BaseTitle {
  private BaseTitle() {}

  static String of(String base) {
    return switch (base) {
      case "ab" -> "ab · aggregated baseline";
      case "rb" -> "rb · regex baseline";
      default -> base;
    };
  }
}
