package dev.longtail.job.bench;

import dev.longtail.detectors.duplicates.EmbeddedAnomaly;
import dev.longtail.detectors.duplicates.EmbeddedLine;
import dev.longtail.detectors.duplicates.Exemplar;
import dev.longtail.detectors.duplicates.NearDuplicateIndex;
import dev.longtail.detectors.duplicates.NearDuplicateRule;
import dev.longtail.detectors.duplicates.WindowRegistry;
import dev.longtail.detectors.ranking.Anomaly;
import dev.longtail.detectors.ranking.ScoredCommand;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.detectors.window.Line;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.text.CommandHash;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Chooses the lines of an arm, window by window, and removes their near-duplicates. */
public final class ReducedBench {
  private static final double RECIPROCAL = 60;

  private final DetectorWindows windows;
  private final NearDuplicateRule rule;
  private final TreeMap<Long, Map<String, List<ScoredCommand>>> rankings;
  private final TreeMap<Long, List<Line>> lines;
  private final long seed;

  /**
   * What an arm gives.
   *
   * @param chosen lines of all windows, before near-duplicates are removed
   * @param exemplars those that are left
   */
  public record Outcome(List<Line> chosen, List<Exemplar> exemplars) {}

  /**
   * A bench.
   *
   * @param rankings for each window and detector its lines, best first
   * @param lines all lines of each window
   * @param seed of random lines
   */
  public ReducedBench(
      DetectorWindows windows,
      NearDuplicateRule rule,
      TreeMap<Long, Map<String, List<ScoredCommand>>> rankings,
      TreeMap<Long, List<Line>> lines,
      long seed) {
    this.windows = windows;
    this.rule = rule;
    this.rankings = rankings;
    this.lines = lines;
    this.seed = seed;
  }

  /** Runs one arm over all windows. */
  public Outcome run(ReducedArm arm) {
    if (arm.exemplars()) {
      return exemplars(arm);
    }
    WindowRegistry registry =
        new WindowRegistry(windows, rule, NearDuplicateIndex.DEFAULT_CAPACITY);
    List<Line> chosen = new ArrayList<>();
    List<Exemplar> exemplars = new ArrayList<>();
    for (long window : lines.keySet()) {
      List<Anomaly> anomalies = choose(arm, window, arm.count());
      Set<Long> seen = new HashSet<>();
      for (Anomaly anomaly : anomalies) {
        if (seen.add(anomaly.scored().command().hash())) {
          chosen.add(anomaly.scored().line());
        }
      }
      if (!anomalies.isEmpty()) {
        exemplars.addAll(
            registry.decide(anomalies.stream().map(EmbeddedAnomaly::of).toList()).exemplars());
      }
    }
    return new Outcome(chosen, exemplars);
  }

  /** Goes down the order of each window until there are enough exemplars. */
  private Outcome exemplars(ReducedArm arm) {
    NearDuplicateIndex index = new NearDuplicateIndex(rule);
    List<Line> chosen = new ArrayList<>();
    List<Exemplar> exemplars = new ArrayList<>();
    long order = 0;
    for (long window : lines.keySet()) {
      int left = arm.count();
      for (Anomaly anomaly : choose(arm, window, Integer.MAX_VALUE)) {
        if (left == 0) {
          break;
        }
        ScoredCommand scored = anomaly.scored();
        chosen.add(scored.line());
        EmbeddedLine line = EmbeddedAnomaly.of(anomaly).line();
        if (index.find(line).isEmpty()) {
          index.add(window, order++, line);
          left--;
          exemplars.add(
              new Exemplar(
                  "" + order,
                  window,
                  scored.scale(),
                  List.of(scored.detector()),
                  anomaly.rank(),
                  scored.score(),
                  scored.command()));
        }
      }
    }
    return new Outcome(chosen, exemplars);
  }

  private List<Anomaly> choose(ReducedArm arm, long window, int count) {
    Map<String, List<ScoredCommand>> of = new LinkedHashMap<>();
    if (arm.way() == ReducedArm.Way.RANDOM) {
      of.put("random", random(window));
    }
    for (String detector : arm.detectors()) {
      List<ScoredCommand> ranking = rankings.get(window).get(detector);
      if (ranking == null) {
        throw new InputException(
            "arm \"%s\": no ranking \"%s\"; there are %s"
                .formatted(arm.name(), detector, rankings.get(window).keySet()));
      }
      of.put(detector, ranking);
    }
    return switch (arm.way()) {
      case EACH, RANDOM -> each(of, count);
      case TURNS -> turns(of, count);
      case RANKS -> ranks(of, count);
    };
  }

  private List<ScoredCommand> random(long window) {
    return lines.get(window).stream()
        .sorted(
            Comparator.comparingLong(
                line -> CommandHash.mix(line.sighting().hash(), window + 7919 * seed)))
        .map(line -> new ScoredCommand(window, "reduced", "random", 0, line, List.of()))
        .toList();
  }

  private static List<Anomaly> each(Map<String, List<ScoredCommand>> of, int labels) {
    List<Anomaly> anomalies = new ArrayList<>();
    for (List<ScoredCommand> ranking : of.values()) {
      for (int i = 0; i < Math.min(labels, ranking.size()); i++) {
        anomalies.add(new Anomaly(i + 1, ranking.get(i)));
      }
    }
    return anomalies;
  }

  private static List<Anomaly> turns(Map<String, List<ScoredCommand>> of, int labels) {
    List<Anomaly> anomalies = new ArrayList<>();
    Set<Long> taken = new HashSet<>();
    int longest = of.values().stream().mapToInt(List::size).max().orElse(0);
    for (int i = 0; i < longest; i++) {
      for (List<ScoredCommand> ranking : of.values()) {
        if (i < ranking.size()
            && taken.size() < labels
            && taken.add(ranking.get(i).command().hash())) {
          anomalies.add(new Anomaly(taken.size(), ranking.get(i)));
        }
      }
    }
    return anomalies;
  }

  private static List<Anomaly> ranks(Map<String, List<ScoredCommand>> of, int labels) {
    Map<Long, Double> sums = new HashMap<>();
    Map<Long, ScoredCommand> first = new HashMap<>();
    for (List<ScoredCommand> ranking : of.values()) {
      for (int i = 0; i < ranking.size(); i++) {
        long hash = ranking.get(i).command().hash();
        sums.merge(hash, 1 / (RECIPROCAL + i + 1), Double::sum);
        first.putIfAbsent(hash, ranking.get(i));
      }
    }
    List<Long> order =
        sums.keySet().stream()
            .sorted(
                Comparator.comparingDouble((Long hash) -> -sums.get(hash))
                    .thenComparing(Comparator.naturalOrder()))
            .limit(labels)
            .toList();
    List<Anomaly> anomalies = new ArrayList<>();
    for (long hash : order) {
      anomalies.add(new Anomaly(anomalies.size() + 1, first.get(hash)));
    }
    return anomalies;
  }
}
