package dev.longtail.training.passport;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Benign families as exceptions, and those that were refused.
 *
 * @param entries by operating system and template
 * @param refused likewise
 * @param sigma the Sigma filter of each entry, in their order
 * @param elastic Elastic's item of each entry, in their order
 * @param totals what it was made of
 */
public record Passport(
    List<PassportEntry> entries,
    List<RefusedFamily> refused,
    List<String> sigma,
    List<String> elastic,
    Totals totals) {
  public Passport {
    entries = List.copyOf(entries);
    refused = List.copyOf(refused);
    sigma = List.copyOf(sigma);
    elastic = List.copyOf(elastic);
  }

  /**
   * What a passport was made of.
   *
   * @param lastDay the day of the last window that gave a line
   * @param expires the last day on which the exceptions hold
   * @param events events that were seen
   * @param coveredEvents events that an exception hides
   * @param attacks different known attacks
   * @param writings lines of attacks tried against the exceptions: as they are, and otherwise
   * @param grafts lines tried that have an attack on a benign line
   * @param attackSources records of each source of attacks
   * @param revoked records of training data that were withdrawn
   * @param undecided records left out because they do not say whether they are withdrawn
   */
  public record Totals(
      String lastDay,
      String expires,
      long events,
      long coveredEvents,
      int attacks,
      int writings,
      int grafts,
      Map<String, Integer> attackSources,
      int revoked,
      int undecided) {}

  /** How many families were refused for each reason, by its title. */
  public Map<String, Integer> refusedBy() {
    Map<Refusal.Reason, Integer> counts = new EnumMap<>(Refusal.Reason.class);
    refused.forEach(each -> counts.merge(each.refusal().reason(), 1, Integer::sum));
    Map<String, Integer> titled = new LinkedHashMap<>();
    counts.forEach((reason, count) -> titled.put(reason.title(), count));
    return titled;
  }
}
