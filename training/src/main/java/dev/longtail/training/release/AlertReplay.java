package dev.longtail.training.release;

import dev.longtail.training.classify.AlertBudget;
import dev.longtail.training.classify.CommandClassifier;
import dev.longtail.udfs.text.CommandHash;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Days that were, as two models would have alerted on them. Each different line of a day is scored
 * once. The candidate's threshold is the lowest that keeps the budget of alerts on lines that are
 * no known attacks; the deployed model has its own, or gets one in the same way.
 *
 * <p>Memory holds a hash for each different line of a day, and the lines that may be alerts. Not
 * thread-safe.
 */
public final class AlertReplay {
  private static final int MOST_HOSTS = 100;

  private final CommandClassifier live;
  private final CommandClassifier candidate;
  private final OptionalDouble liveThreshold;
  private final int alertsPerDay;
  private final Predicate<String> isAttack;
  private final Map<String, Day> days = new TreeMap<>();
  private long events;
  private long lines;
  private long attacks;

  /**
   * A replay of nothing yet.
   *
   * @param live the deployed model; null if none is
   * @param candidate the model that may take its place
   * @param liveThreshold from which score on the deployed model alerts; empty: by the budget
   * @param alertsPerDay the budget: alerts a day on lines that are no known attacks
   * @param isAttack knows attacks
   */
  public AlertReplay(
      CommandClassifier live,
      CommandClassifier candidate,
      OptionalDouble liveThreshold,
      int alertsPerDay,
      Predicate<String> isAttack) {
    this.live = live == null ? line -> 0 : live;
    this.candidate = candidate;
    this.liveThreshold = live == null ? OptionalDouble.of(1.1) : liveThreshold;
    this.alertsPerDay = alertsPerDay;
    this.isAttack = isAttack;
  }

  /** A day, and who may alert on its lines. */
  private final class Day {
    private final Set<Long> seen = new HashSet<>();
    private final Map<String, Set<String>> hosts = new HashMap<>();
    private final AlertBudget ofLive = new AlertBudget(alertsPerDay);
    private final AlertBudget ofCandidate = new AlertBudget(alertsPerDay);
    private final Map<String, Double> liveScores = new HashMap<>();
    private final Map<String, Double> candidateScores = new HashMap<>();

    void add(String line, String host) {
      if (seen.add(CommandHash.of(line))) {
        lines++;
        boolean attack = isAttack.test(line);
        attacks += attack ? 1 : 0;
        score(line, attack, live, liveThreshold, ofLive, liveScores);
        score(line, attack, candidate, OptionalDouble.empty(), ofCandidate, candidateScores);
        if (liveScores.containsKey(line) || candidateScores.containsKey(line)) {
          hosts.put(line, new TreeSet<>());
        }
      }
      Set<String> known = hosts.get(line);
      if (known != null && host != null && known.size() < MOST_HOSTS) {
        known.add(host);
      }
    }

    private void score(
        String line,
        boolean attack,
        CommandClassifier classifier,
        OptionalDouble threshold,
        AlertBudget budget,
        Map<String, Double> scores) {
      OptionalDouble score = classifier.scoreFrom(threshold.orElse(budget.floor()), line);
      if (score.isEmpty()) {
        return;
      }
      scores.put(line, score.getAsDouble());
      if (!attack) {
        budget.add(score.getAsDouble());
      }
      if (scores.size() > 4 * alertsPerDay && threshold.isEmpty()) {
        double floor = budget.floor();
        scores.values().removeIf(known -> known < floor);
      }
    }
  }

  /**
   * Replays an event.
   *
   * @param day in UTC, e.g. {@code 2025-01-05}
   * @param host where it ran; null if unknown
   */
  public void add(String day, String commandLine, String host) {
    events++;
    days.computeIfAbsent(day, unseen -> new Day()).add(commandLine, host);
  }

  /**
   * What came of it.
   *
   * @param days that were replayed
   * @param events on them
   * @param lines different lines, counted for each day
   * @param attacks known attacks among them
   * @param liveThreshold of the deployed model
   * @param candidateThreshold of the candidate
   * @param alerts of either model, by day and line
   */
  public record Result(
      int days,
      long events,
      long lines,
      long attacks,
      double liveThreshold,
      double candidateThreshold,
      List<ReplayedAlert> alerts) {
    public Result {
      alerts = List.copyOf(alerts);
    }

    /** The known attacks by who alerts on them. */
    public Paired onAttacks() {
      List<ReplayedAlert> known = alerts.stream().filter(ReplayedAlert::malicious).toList();
      return new Paired(
          Math.toIntExact(attacks),
          (int) known.stream().filter(alert -> alert.live() && alert.candidate()).count(),
          (int) known.stream().filter(ReplayedAlert::isRemoved).count(),
          (int) known.stream().filter(ReplayedAlert::isAdded).count());
    }
  }

  /**
   * The result. The thresholds are such that no day has more alerts than the budget, on lines that
   * are no known attacks.
   *
   * @param rules the attack marks of a line
   */
  public Result result(Function<String, Set<String>> rules) {
    double ofLive =
        liveThreshold.orElse(
            days.values().stream().mapToDouble(day -> day.ofLive.threshold()).max().orElse(1));
    double ofCandidate =
        days.values().stream().mapToDouble(day -> day.ofCandidate.threshold()).max().orElse(1);
    List<ReplayedAlert> alerts = new ArrayList<>();
    days.forEach((name, day) -> collect(name, day, ofLive, ofCandidate, rules, alerts));
    alerts.sort(Comparator.comparing(ReplayedAlert::day).thenComparing(ReplayedAlert::commandLine));
    return new Result(days.size(), events, lines, attacks, ofLive, ofCandidate, alerts);
  }

  private void collect(
      String name,
      Day day,
      double ofLive,
      double ofCandidate,
      Function<String, Set<String>> rules,
      List<ReplayedAlert> alerts) {
    day.hosts.forEach(
        (line, hosts) -> {
          boolean byLive = day.liveScores.getOrDefault(line, 0.0) >= ofLive;
          boolean byCandidate = day.candidateScores.getOrDefault(line, 0.0) >= ofCandidate;
          if (byLive || byCandidate) {
            alerts.add(
                new ReplayedAlert(
                    name,
                    line,
                    hosts,
                    rules.apply(line),
                    isAttack.test(line),
                    live.score(line),
                    candidate.score(line),
                    byLive,
                    byCandidate));
          }
        });
  }
}
