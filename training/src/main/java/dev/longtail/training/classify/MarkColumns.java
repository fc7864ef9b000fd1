package dev.longtail.training.classify;

import dev.longtail.udfs.marks.AttackMarks;

/** The attack marks of a line as columns: a mark's column is its place among all marks. */
final class MarkColumns {
  private MarkColumns() {}

  static int count() {
    return AttackMarks.BUILT_IN.size();
  }

  /** The id of a mark. */
  static String id(int column) {
    return AttackMarks.BUILT_IN.ids().get(column);
  }

  /** Names what {@link #of} says of lines. */
  static String version() {
    return AttackMarks.BUILT_IN.version();
  }

  /** The columns of the marks of a line, ascending. */
  static int[] of(String commandLine) {
    return AttackMarks.BUILT_IN.of(commandLine);
  }
}
