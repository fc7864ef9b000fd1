package dev.longtail.detectors.ranking;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One budget for several rankings of a window: takes their commands by turns, the first of each,
 * then the second of each, until it has as many different commands as the budget allows. A command
 * that several rankings hold counts once, so none of the budget is spent twice.
 *
 * @param budget different commands of a window
 */
public record Interleaving(int budget) {
  private static final Comparator<Anomaly> TURNS =
      Comparator.comparingInt(Anomaly::rank).thenComparing(anomaly -> anomaly.scored().detector());

  /** Refuses a budget of nothing. */
  public Interleaving {
    if (budget < 1) {
      throw new IllegalArgumentException("a budget of " + budget);
    }
  }

  /**
   * The anomalies of the commands that are taken, in the order of their turns: of a command that
   * two rankings hold both. The order of {@code anomalies} does not matter.
   *
   * @param anomalies of one window, each ranking with its ranks from 1 on
   */
  public List<Anomaly> of(List<Anomaly> anomalies) {
    List<Anomaly> byTurns = new ArrayList<>(anomalies);
    byTurns.sort(TURNS);
    Set<Long> taken = new HashSet<>();
    for (Anomaly anomaly : byTurns) {
      if (taken.size() == budget) {
        break;
      }
      taken.add(anomaly.scored().command().hash());
    }
    byTurns.removeIf(anomaly -> !taken.contains(anomaly.scored().command().hash()));
    return byTurns;
  }
}
