package dev.longtail.training.dataset;

import dev.longtail.udfs.text.CommandHash;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Lines with their histories, at most so many: those with the smallest salted hashes. Which these
 * are depends on the lines alone. A line that has to go never comes back, so the history of one
 * that stays has all its events.
 */
final class SampledLines {
  private static final long SALT = 0x64617461736574L;

  private record Ranked(long rank, String line) {}

  /** Unsigned, the last first. */
  private static final Comparator<Ranked> LAST_FIRST =
      Comparator.comparing(Ranked::rank, Long::compareUnsigned)
          .thenComparing(Ranked::line)
          .reversed();

  private final int most;
  private final Map<String, LineHistory> histories = new HashMap<>();
  private final PriorityQueue<Ranked> ranks = new PriorityQueue<>(LAST_FIRST);

  SampledLines(int most) {
    this.most = most;
  }

  /** The history of a line that is kept, else null. */
  LineHistory get(String line) {
    return histories.get(line);
  }

  /** Whether {@code line}, which is not kept, would be. */
  boolean admits(String line) {
    return histories.size() < most || LAST_FIRST.compare(ranked(line), ranks.peek()) > 0;
  }

  /** Keeps {@code line} if it belongs to the sample, else gives a history that is lost. */
  LineHistory add(String line, List<BaselineRule> rules) {
    LineHistory history = new LineHistory(rules);
    if (!admits(line)) {
      return history;
    }
    histories.put(line, history);
    ranks.add(ranked(line));
    if (histories.size() > most) {
      histories.remove(ranks.poll().line());
    }
    return history;
  }

  private static Ranked ranked(String line) {
    return new Ranked(CommandHash.mix(CommandHash.of(line), SALT), line);
  }

  /** All that are kept. */
  Map<String, LineHistory> all() {
    return histories;
  }

  /**
   * How many different lines there were: their number, or an estimate by the share of all hashes
   * that the sample has.
   */
  long estimate() {
    if (!isSampled()) {
      return histories.size();
    }
    double share = (ranks.peek().rank() >>> 1) / (double) Long.MAX_VALUE;
    return Math.max(histories.size(), Math.round((histories.size() - 1) / share));
  }

  /**
   * Whether no further line is kept for its own sake. Nobody knows if there were more: of a line
   * that no sample admits, the kind is not looked at.
   */
  boolean isSampled() {
    return histories.size() == most;
  }
}
