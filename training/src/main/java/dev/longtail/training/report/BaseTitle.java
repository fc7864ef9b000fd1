package dev.longtail.training.report;

/** What the base sets' short names stand for. */
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
