package dev.longtail.training.dataset;

import java.util.List;

/**
 * A row of a data set. What is unknown is empty, or 0.
 *
 * @param cmd the command line as the sensor saw it
 * @param label {@code benign} or {@code malicious}
 * @param os {@code windows}, {@code linux} or {@code macos}
 * @param family where a source gathered it from
 * @param sources who says so, the most trusted first
 * @param overruled who says the opposite, and is trusted less
 * @param rules rules that say so
 * @param firstSeen the first day, {@code 2025-01-05}
 * @param lastSeen the last day before the test period
 * @param events in the telemetry, before the test period
 * @param hosts of these events; at most 100 are counted
 */
public record DataSetRow(
    String cmd,
    String label,
    String os,
    String family,
    List<String> sources,
    List<String> overruled,
    List<MatchedRule> rules,
    String firstSeen,
    String lastSeen,
    long events,
    int hosts) {
  /**
   * A rule that says so.
   *
   * @param id its id
   * @param techniques its ATT&amp;CK techniques
   */
  public record MatchedRule(String id, List<String> techniques) {
    public MatchedRule {
      techniques = List.copyOf(techniques);
    }
  }

  public DataSetRow {
    sources = List.copyOf(sources);
    overruled = List.copyOf(overruled);
    rules = List.copyOf(rules);
  }
}
