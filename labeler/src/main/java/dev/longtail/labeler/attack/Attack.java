package dev.longtail.labeler.attack;

import java.util.Objects;

/**
 * One line of a suite.
 *
 * @param line the command line
 * @param said what it says to its judge, as it stands in the line; empty if it says nothing
 */
public record Attack(String line, String said) {
  public Attack {
    Objects.requireNonNull(said, "said");
    if (line.isBlank()) {
      throw new IllegalArgumentException("an attack needs a line");
    }
  }
}
