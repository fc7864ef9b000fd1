package dev.longtail.labeler.attack;

import java.util.List;

/**
 * Lines of one kind, counted together.
 *
 * @param name for the table
 * @param harmless true for a control: lines that should be admitted
 */
public record AttackSuite(String name, boolean harmless, List<Attack> attacks) {
  public AttackSuite {
    attacks = List.copyOf(attacks);
    if (attacks.isEmpty()) {
      throw new IllegalArgumentException(name + ": a suite needs a line");
    }
  }

  /** All that the lines of {@code suites} say to their judge. */
  public static List<String> said(List<AttackSuite> suites) {
    return suites.stream()
        .flatMap(suite -> suite.attacks().stream())
        .map(Attack::said)
        .filter(said -> !said.isBlank())
        .distinct()
        .toList();
  }
}
