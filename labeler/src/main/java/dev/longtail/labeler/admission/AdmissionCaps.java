package dev.longtail.labeler.admission;

import dev.longtail.labeler.rules.UserRules;
import dev.longtail.udfs.shape.CommandShape;
import dev.longtail.udfs.text.CommandHash;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Decides before anybody is asked which lines of a window are over a cap, so that none of them is
 * paid for. Windows come in the order of time; the lines of a window are taken in the order of
 * their hashes. So the decision is a function of the lines, and neither of their arrival nor of any
 * answer. A line counts when it may be asked about; the caps on what is admitted hold all the more.
 *
 * <p>A line with a veto is never admitted, so it passes and counts for nothing: a host's attacks do
 * not use up its harmless lines. What is not known, an empty host or user, has no cap.
 *
 * <p>Memory is three numbers of twelve bytes for each line that passed in {@link
 * AdmissionLimits#days}.
 */
public final class AdmissionCaps {
  private final AdmissionLimits limits;
  private final Vetoes vetoes;

  /** By window. */
  private final TreeMap<Long, CapCounts> windows = new TreeMap<>();

  private final Map<Long, Integer> totals = new HashMap<>();

  /**
   * A line that may be asked about.
   *
   * @param id unique among all lines
   * @param host empty if it is not known
   * @param user likewise
   */
  public record Candidate(String id, String commandLine, String host, String user) {
    private long hash() {
      return CommandHash.of(commandLine);
    }
  }

  /** AdmissionCaps under which no line has been counted yet. */
  public AdmissionCaps(AdmissionLimits limits, UserRules rules) {
    this.limits = limits;
    this.vetoes = rules.equals(UserRules.NONE) ? Vetoes.BUILT_IN : Vetoes.with(rules);
  }

  /** Restores the counts of an earlier window. */
  public void remember(long window, CapCounts counts) {
    windows.put(window, counts);
    add(counts, 1);
  }

  private void add(CapCounts counts, int sign) {
    for (int i = 0; i < counts.size(); i++) {
      long key = counts.key(i);
      if (totals.merge(key, sign * counts.count(i), Integer::sum) == 0) {
        totals.remove(key);
      }
    }
  }

  /** Forgets the windows that do not count any more for {@code window}; returns them. */
  public List<Long> forget(long window) {
    long earliest = window - limits.days() * AdmissionLimits.DAY + 1;
    List<Long> forgotten = new ArrayList<>(windows.headMap(earliest).keySet());
    for (long earlier : forgotten) {
      add(windows.remove(earlier), -1);
    }
    return forgotten;
  }

  /**
   * Decides on the lines of the next window, all at once.
   *
   * @return for each line the reason why it is kept out, if it is; in the order of the decisions
   */
  public Map<Candidate, Optional<String>> decide(long window, List<Candidate> candidates) {
    List<Candidate> ordered = new ArrayList<>(candidates);
    ordered.sort(Comparator.comparingLong(Candidate::hash).thenComparing(Candidate::id));
    Map<Long, Integer> now = new TreeMap<>();
    Map<Candidate, Optional<String>> decisions = new LinkedHashMap<>();
    for (Candidate each : ordered) {
      decisions.put(each, refusal(each, now));
    }
    if (!now.isEmpty()) {
      remember(window, CapCounts.of(now));
    }
    return decisions;
  }

  /** The counts of {@code window}, to be kept; empty if no line was counted. */
  public Optional<CapCounts> counts(long window) {
    return Optional.ofNullable(windows.get(window));
  }

  private Optional<String> refusal(Candidate line, Map<Long, Integer> now) {
    Map<String, Long> keys = new LinkedHashMap<>();
    put("host", line.host(), limits.perHost(), keys);
    put("user", line.user(), limits.perUser(), keys);
    if (limits.perCluster() > 0) {
      long shape = CommandShape.of(line.commandLine()).digest();
      keys.put("cluster", CommandHash.mix(shape, "cluster".length()));
    }
    if (keys.isEmpty() || vetoes.find(line.commandLine()).isPresent()) {
      return Optional.empty();
    }
    for (Map.Entry<String, Long> each : keys.entrySet()) {
      int cap = capOf(each.getKey());
      int counted = totals.getOrDefault(each.getValue(), 0) + now.getOrDefault(each.getValue(), 0);
      if (counted >= cap) {
        return Optional.of(
            "%s%s (at most %d lines of one %s in %d days)"
                .formatted(AdmissionLimits.CAP, each.getKey(), cap, each.getKey(), limits.days()));
      }
    }
    keys.values().forEach(key -> now.merge(key, 1, Integer::sum));
    return Optional.empty();
  }

  private static void put(String what, String value, int cap, Map<String, Long> keys) {
    if (cap > 0 && value != null && !value.isEmpty()) {
      keys.put(what, CommandHash.of(what + "/" + value));
    }
  }

  private int capOf(String what) {
    return switch (what) {
      case "host" -> limits.perHost();
      case "user" -> limits.perUser();
      default -> limits.perCluster();
    };
  }
}
