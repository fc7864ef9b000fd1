package dev.longtail.job.config;

/** The state that a starting job goes on from. */
public sealed interface Restore {
  /** The word for {@link Latest}. */
  String LATEST = "latest";

  /** The word for {@link Nothing}. */
  String NONE = "none";

  /** The newest complete checkpoint or savepoint of this job. */
  record Latest() implements Restore {}

  /** No state, whatever there is. */
  record Nothing() implements Restore {}

  /**
   * One checkpoint or savepoint.
   *
   * @param location its folder, a path or URI that Flink knows
   */
  record From(String location) implements Restore {}

  /** Reads {@value #LATEST}, {@value #NONE} or a location. */
  static Restore parse(String text) {
    return switch (text) {
      case LATEST -> new Latest();
      case NONE -> new Nothing();
      default -> new From(text);
    };
  }
}
