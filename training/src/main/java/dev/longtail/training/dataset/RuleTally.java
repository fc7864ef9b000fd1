package dev.longtail.training.dataset;

import dev.longtail.training.data.Label;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Compares the rules with the labelled sources: a line counts if the most trusted source that names
 * it says one thing.
 */
final class RuleTally {
  private final Map<String, long[]> byRule = new HashMap<>();
  private long malicious;
  private long maliciousCaught;
  private long maliciousCalledBenign;
  private long benign;
  private long benignConvicted;
  private long benignConfirmed;

  /**
   * A rule.
   *
   * @param id its id
   * @param label what it says
   * @param reason its meaning
   * @param techniques of ATT&amp;CK
   * @param lines lines that it is about, labelled by anybody or not
   * @param confirmed of these, lines of which a labelled source says the same
   * @param refuted of these, lines of which one says the opposite
   */
  record Counts(
      String id,
      String label,
      String reason,
      List<String> techniques,
      long lines,
      long confirmed,
      long refuted) {}

  /**
   * All rules together, against the labelled sources. A line of which rules say both is caught by
   * none.
   *
   * @param malicious lines that a source calls malicious
   * @param maliciousCaught of these, lines of which rules say the same
   * @param maliciousCalledBenign of these, lines of which rules say the opposite
   * @param benign lines that a source calls benign
   * @param benignConvicted of these, lines that rules call malicious
   * @param benignConfirmed of these, lines that rules call benign
   */
  record Together(
      long malicious,
      long maliciousCaught,
      long maliciousCalledBenign,
      long benign,
      long benignConvicted,
      long benignConfirmed) {}

  void add(List<BaselineRule> rules, Map<SourceKind, Set<Label>> sources) {
    rules.forEach(rule -> count(rule)[0]++);
    Set<Label> trusted =
        sources.isEmpty() ? Set.of() : new TreeMap<>(sources).lastEntry().getValue();
    if (trusted.size() != 1) {
      return;
    }
    Label truth = trusted.iterator().next();
    boolean convicts = false;
    boolean acquits = false;
    for (BaselineRule rule : rules) {
      count(rule)[rule.label() == truth ? 1 : 2]++;
      convicts |= rule.label() == Label.MALICIOUS;
      acquits |= rule.label() == Label.BENIGN;
    }
    boolean one = convicts != acquits;
    if (truth == Label.MALICIOUS) {
      malicious++;
      maliciousCaught += one && convicts ? 1 : 0;
      maliciousCalledBenign += one && acquits ? 1 : 0;
    } else {
      benign++;
      benignConvicted += one && convicts ? 1 : 0;
      benignConfirmed += one && acquits ? 1 : 0;
    }
  }

  private long[] count(BaselineRule rule) {
    return byRule.computeIfAbsent(rule.id(), id -> new long[3]);
  }

  /** Each of {@code rules}, in their order. */
  List<Counts> each(List<BaselineRule> rules) {
    return rules.stream()
        .map(
            rule -> {
              long[] counts = byRule.getOrDefault(rule.id(), new long[3]);
              return new Counts(
                  rule.id(),
                  rule.label().name().toLowerCase(Locale.ROOT),
                  rule.reason(),
                  rule.techniques(),
                  counts[0],
                  counts[1],
                  counts[2]);
            })
        .toList();
  }

  Together together() {
    return new Together(
        malicious,
        maliciousCaught,
        maliciousCalledBenign,
        benign,
        benignConvicted,
        benignConfirmed);
  }
}
