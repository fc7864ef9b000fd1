package dev.longtail.job.look;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How often each text came, in bounded memory: of further texts only the number is kept. */
final class Tally {
  /** The most different texts. */
  private static final int MOST = 100_000;

  /** A text of an event may be long; a name is not. */
  private static final int LONGEST = 200;

  private final Map<String, Long> counts = new HashMap<>();
  private boolean complete = true;

  /**
   * A text and how often it came.
   *
   * @param name the text, shortened to 200 characters
   * @param count how often
   */
  public record Count(String name, long count) {}

  void add(String text) {
    String name = text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    if (counts.size() < MOST || counts.containsKey(name)) {
      counts.merge(name, 1L, Long::sum);
    } else {
      complete = false;
    }
  }

  /** How many different texts there are; at least so many if it is not complete. */
  int distinct() {
    return counts.size();
  }

  /** Whether every text was counted. */
  boolean isComplete() {
    return complete;
  }

  /** The most frequent texts; of equally frequent ones the first in the alphabet. */
  List<Count> most(int wanted) {
    return counts.entrySet().stream()
        .map(each -> new Count(each.getKey(), each.getValue()))
        .sorted(Comparator.comparingLong(Count::count).reversed().thenComparing(Count::name))
        .limit(wanted)
        .toList();
  }
}
