package dev.longtail.training.dataset;

import java.util.List;
import java.util.Map;

/**
 * The card of data sets: what they were made of, by what, and what they hold. It names no time and
 * no machine, so equal inputs give equal cards.
 *
 * @param format of this file
 * @param period the days that were asked for and found
 * @param telemetry what the telemetry holds
 * @param sources what each labelled source holds
 * @param tests what each test set holds
 * @param versions of rules and templates
 * @param settings numbers that decide
 * @param rules every rule, with what the sources say of its lines
 * @param rulesAgainstSources all rules together, against the sources
 * @param sets each set, by its name
 * @param limits what a reader must know
 */
record DataSetCard(
    int format,
    Period period,
    TelemetryIntake.Counts telemetry,
    List<LabelledSources.Counts> sources,
    List<LeakGuard.Counts> tests,
    Versions versions,
    Numbers settings,
    List<RuleTally.Counts> rules,
    RuleTally.Together rulesAgainstSources,
    Map<String, SetCard> sets,
    List<String> limits) {
  /** Of {@code card.json}. */
  static final int FORMAT = 1;

  /**
   * Days; empty if unknown or not asked for.
   *
   * @param from first day that was asked for
   * @param to last day that was asked for
   * @param testFrom first day of the test period
   * @param firstSeen first day of a row
   * @param lastSeen last day of a row
   */
  record Period(String from, String to, String testFrom, String firstSeen, String lastSeen) {}

  /**
   * Names of what decides, by content.
   *
   * @param rules the rules of the baseline
   * @param templates the lists of the templates
   */
  record Versions(String rules, String templates) {}

  /**
   * Numbers that decide.
   *
   * @param benignHosts hosts from which on a line is called harmless without a rule; 0: never
   * @param mostLines unique lines of each kind that are kept
   */
  record Numbers(int benignHosts, int mostLines) {}

  /** The card with other sets. */
  DataSetCard with(Map<String, SetCard> written) {
    return new DataSetCard(
        format,
        period,
        telemetry,
        sources,
        tests,
        versions,
        settings,
        rules,
        rulesAgainstSources,
        written,
        limits);
  }
}
