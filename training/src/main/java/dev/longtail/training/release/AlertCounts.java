package dev.longtail.training.release;

import dev.longtail.udfs.shape.CommandShape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Alerts that come, go and stay, by one of their traits.
 *
 * @param trait e.g. the host {@code web-1}
 * @param added alerts of the candidate alone
 * @param removed alerts of the deployed model alone
 * @param kept alerts of both
 */
public record AlertCounts(String trait, int added, int removed, int kept) {
  private static final String NONE = "none";
  private static final int LONGEST_PROGRAM = 40;

  /** By attack mark; an alert counts for each that its line bears. */
  public static List<AlertCounts> byRule(Collection<ReplayedAlert> alerts) {
    return by(alerts, ReplayedAlert::rules);
  }

  /** By host; an alert counts for each on which its line ran. */
  public static List<AlertCounts> byHost(Collection<ReplayedAlert> alerts) {
    return by(alerts, ReplayedAlert::hosts);
  }

  /** By the program that the line begins with. */
  public static List<AlertCounts> byProgram(Collection<ReplayedAlert> alerts) {
    return by(alerts, alert -> Set.of(program(alert.commandLine())));
  }

  private static String program(String commandLine) {
    String shape = CommandShape.of(commandLine).text().replaceFirst("^\\W+", "");
    String first = shape.split("[\\s()]", 2)[0];
    return first.length() <= LONGEST_PROGRAM ? first : first.substring(0, LONGEST_PROGRAM) + "…";
  }

  private static List<AlertCounts> by(
      Collection<ReplayedAlert> alerts, Function<ReplayedAlert, Set<String>> traits) {
    Map<String, AlertCounts> counts = new TreeMap<>();
    for (ReplayedAlert alert : alerts) {
      Set<String> known = traits.apply(alert);
      for (String trait : known.isEmpty() ? Set.of(NONE) : known) {
        counts.merge(trait, of(trait, alert), AlertCounts::plus);
      }
    }
    List<AlertCounts> sorted = new ArrayList<>(counts.values());
    sorted.sort(
        Comparator.comparingInt((AlertCounts each) -> -(each.added + each.removed))
            .thenComparing(each -> -each.kept)
            .thenComparing(AlertCounts::trait));
    return sorted;
  }

  private static AlertCounts of(String trait, ReplayedAlert alert) {
    return new AlertCounts(
        trait,
        alert.isAdded() ? 1 : 0,
        alert.isRemoved() ? 1 : 0,
        alert.live() && alert.candidate() ? 1 : 0);
  }

  private AlertCounts plus(AlertCounts other) {
    return new AlertCounts(trait, added + other.added, removed + other.removed, kept + other.kept);
  }
}
