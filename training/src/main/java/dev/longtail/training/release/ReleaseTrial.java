package dev.longtail.training.release;

import dev.longtail.training.classify.CommandClassifier;
import dev.longtail.training.data.KnownLines;
import dev.longtail.training.data.LabelledCommand;
import dev.longtail.training.data.LabelledSet;
import dev.longtail.training.evasion.Evasion;
import dev.longtail.udfs.marks.AttackMarks;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Tries a candidate beside the deployed model: first days that were, then labelled sets. */
public final class ReleaseTrial {
  private static final long SEED = 1;

  private final CommandClassifier live;
  private final CommandClassifier candidate;
  private final AlertReplay replay;

  /**
   * A trial.
   *
   * @param live the deployed model; null if none is
   * @param candidate the model that may take its place
   * @param liveThreshold from which score on the deployed model alerts; empty: by the budget
   * @param alertsPerDay the budget of alerts on lines that are no known attacks
   * @param known attacks among the replayed lines
   */
  public ReleaseTrial(
      CommandClassifier live,
      CommandClassifier candidate,
      OptionalDouble liveThreshold,
      int alertsPerDay,
      KnownLines known) {
    this.live = live;
    this.candidate = candidate;
    Set<String> attacks =
        known.all().stream()
            .filter(LabelledCommand::isMalicious)
            .map(LabelledCommand::cmd)
            .collect(Collectors.toCollection(HashSet::new));
    this.replay = new AlertReplay(live, candidate, liveThreshold, alertsPerDay, attacks::contains);
  }

  /** The days, to be replayed before {@link #result}. */
  public AlertReplay replay() {
    return replay;
  }

  /**
   * What the gate decides by.
   *
   * @param contentOfCandidate and {@code contentOfLive}: see {@link
   *     dev.longtail.training.classify.ModelContent#digest}
   * @param sets both are compared on
   * @param notHeldTo ids of revocations that the candidate was trained without
   * @param admitted admitted lines that it was trained on; -1 if unknown
   */
  public ReleaseCase result(
      String contentOfCandidate,
      String contentOfLive,
      List<LabelledSet> sets,
      List<String> notHeldTo,
      int admitted) {
    AlertReplay.Result replayed = replay.result(ReleaseTrial::marks);
    CommandClassifier before = live == null ? line -> 0 : live;
    return new ReleaseCase(
        contentOfCandidate,
        contentOfLive,
        replayed,
        sets.stream()
            .map(
                set ->
                    TestComparison.of(
                        set,
                        before,
                        replayed.liveThreshold(),
                        candidate,
                        replayed.candidateThreshold(),
                        SEED))
            .toList(),
        live == null ? Map.of() : evasion(sets, replayed),
        notHeldTo,
        admitted);
  }

  private static Set<String> marks(String line) {
    List<String> ids = AttackMarks.BUILT_IN.ids();
    return Arrays.stream(AttackMarks.BUILT_IN.of(line))
        .mapToObj(ids::get)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Only attacks that the rewriting changes count. */
  private Map<String, Paired> evasion(List<LabelledSet> sets, AlertReplay.Result replayed) {
    Map<String, Paired> results = new LinkedHashMap<>();
    for (Evasion evasion : Evasion.values()) {
      Paired attacks = Paired.NONE;
      for (LabelledSet set : sets) {
        for (LabelledCommand row : set.rows()) {
          String line = row.isMalicious() ? evasion.apply(row, SEED) : row.cmd();
          if (!line.equals(row.cmd())) {
            attacks =
                attacks.and(
                    live.score(line) >= replayed.liveThreshold(),
                    candidate.score(line) >= replayed.candidateThreshold());
          }
        }
      }
      results.put(evasion.title(), attacks);
    }
    return results;
  }
}
