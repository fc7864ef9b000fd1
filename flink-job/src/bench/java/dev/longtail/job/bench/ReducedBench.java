package dev.longtail.job.bench;

import dev.longtail.detectors.duplicates.EmbeddedAnomaly;
import dev.longtail.detectors.duplicates.EmbeddedLine;
import dev.longtail.detectors.duplicates.Exemplar;
import dev.longtail.detectors.duplicates.NearDuplicateIndex;
import dev.longtail.detectors.duplicates.NearDuplicateRule;
import dev.longtail.detectors.duplicates.WindowRegistry;
import dev.longtail.detectors.ranking.Anomaly;
import dev.longtail.detectors.ranking.Combination;
import dev.longtail.detectors.ranking.ScoredCommand;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.detectors.window.Line;
import dev.longtail.detectors.window.Scale;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.text.CommandHash;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Chooses the lines of an arm, window by window, and removes their near-duplicates. */
public final class ReducedBench {
  /** A prime that no length of a window is a multiple of: no two draws have one salt. */
  private static final long SEED_STEP = 7919;

  private final DetectorWindows windows;
  private final NearDuplicateRule rule;
  private final Map<Long, Map<String, List<ScoredCommand>>> rankings;
  private final Map<Long, List<Line>> lines;
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
   * @param lines all lines of each window, in the order of the windows
   * @param seed of random lines
   */
  public ReducedBench(
      DetectorWindows windows,
      NearDuplicateRule rule,
      Map<Long, Map<String, List<ScoredCommand>>> rankings,
      Map<Long, List<Line>> lines,
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
      Set<Long> seen = new HashSet<>();
      for (Anomaly anomaly : choose(arm, window, Integer.MAX_VALUE)) {
        if (left == 0) {
          break;
        }
        ScoredCommand scored = anomaly.scored();
        if (!seen.add(scored.command().hash())) {
          continue;
        }
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
      case EACH, RANDOM -> Combination.EACH.top(all(of), count);
      case TURNS -> turns(of, count);
      case RANKS -> Combination.RANKS.top(all(of), count);
    };
  }

  private static List<ScoredCommand> all(Map<String, List<ScoredCommand>> of) {
    return of.values().stream().flatMap(List::stream).toList();
  }

  private List<ScoredCommand> random(long window) {
    return lines.get(window).stream()
        .map(
            line ->
                new ScoredCommand(
                    window,
                    Scale.REDUCED.label(),
                    "random",
                    -CommandHash.mix(line.sighting().hash(), window + SEED_STEP * seed),
                    line,
                    List.of()))
        .sorted(ScoredCommand.RANKING)
        .toList();
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
}
