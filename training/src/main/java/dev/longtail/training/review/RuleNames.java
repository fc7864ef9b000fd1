package dev.longtail.training.review;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The rule of a line from the reason in the outputs. A veto is a rule by its name. Other reasons
 * may hold words of a model, each of them another: the most frequent ones are rules, the rest is
 * named by its first words.
 */
final class RuleNames {
  /** The rule of every admitted line. */
  static final String ADMITTED = "admitted";

  private static final String VETO = "veto: ";

  /** A reason that fewer lines share is no rule. */
  private static final int SHARED = 5;

  /** So many reasons of a judge's verdict are rules. */
  private static final int MOST = 12;

  private static final String OTHER = "other reasons";

  private final Set<String> frequent;
  private final Set<String> beginnings;

  private RuleNames(Set<String> frequent, Set<String> beginnings) {
    this.frequent = frequent;
    this.beginnings = beginnings;
  }

  /**
   * The names for the reasons of one judge's verdict.
   *
   * @param reasons the reason of each line that was not admitted, with repetitions
   */
  static RuleNames of(List<String> reasons) {
    Set<String> frequent = most(reasons, SHARED);
    List<String> rest = new ArrayList<>();
    for (String reason : reasons) {
      if (!reason.startsWith(VETO) && !frequent.contains(reason)) {
        rest.add(beginning(reason));
      }
    }
    return new RuleNames(frequent, most(rest, 1));
  }

  private static Set<String> most(List<String> texts, int atLeast) {
    Map<String, Integer> counts = new TreeMap<>();
    for (String text : texts) {
      if (!text.startsWith(VETO)) {
        counts.merge(text, 1, Integer::sum);
      }
    }
    Set<String> most = new HashSet<>();
    counts.entrySet().stream()
        .filter(each -> each.getValue() >= atLeast)
        .sorted(
            Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(MOST)
        .forEach(each -> most.add(each.getKey()));
    return most;
  }

  /** The rule of a line that was not admitted for {@code reason}. */
  String rule(String reason) {
    if (reason.startsWith(VETO) || frequent.contains(reason)) {
      return reason;
    }
    String beginning = beginning(reason);
    return beginnings.contains(beginning) ? beginning : OTHER;
  }

  /** {@code abstained: refused} of {@code abstained: refused: I cannot help with that}. */
  private static String beginning(String reason) {
    int first = reason.indexOf(": ");
    int second = first < 0 ? -1 : reason.indexOf(": ", first + 2);
    String words = second < 0 ? reason : reason.substring(0, second);
    return words.length() <= 60 ? words : words.substring(0, 60);
  }
}
