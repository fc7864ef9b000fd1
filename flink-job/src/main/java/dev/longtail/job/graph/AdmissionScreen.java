package dev.longtail.job.graph;

import dev.longtail.detectors.duplicates.Exemplar;
import dev.longtail.labeler.admission.AdmissionCaps;
import dev.longtail.labeler.admission.AdmissionLimits;
import dev.longtail.labeler.admission.CapCounts;
import dev.longtail.labeler.admission.Evidence;
import dev.longtail.labeler.rules.UserRules;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Applies {@link AdmissionLimits} to exemplars before anybody is asked about them, window after
 * window: an exemplar waits until it and its near-duplicates were seen often enough, then the caps
 * let it pass or not. What it decides is a function of exemplars and near-duplicates alone; no
 * answer and no order of arrival counts.
 */
final class AdmissionScreen {
  private static final Comparator<Exemplar> ORDER =
      Comparator.comparingLong((Exemplar exemplar) -> exemplar.command().hash())
          .thenComparing(Exemplar::id);

  private final AdmissionLimits limits;
  private final AdmissionCaps caps;

  /** By id. */
  private final Map<String, HeldExemplar> held = new TreeMap<>();

  /** Id of the held exemplar that near-duplicates of a line belong to, by scale and line. */
  private final Map<String, String> byLine = new HashMap<>();

  /** An exemplar that a limit keeps out, and the reason. */
  record Refused(Exemplar exemplar, String reason) {}

  /**
   * The decisions on a window.
   *
   * @param ask exemplars to be asked about, of this window or an earlier one
   * @param refused those over a cap
   * @param counts of the window, to be kept if there are any
   * @param forgotten windows whose counts are not needed any more
   * @param waiting exemplars whose evidence is new, by id, to be kept
   * @param decided ids of exemplars that wait no more
   */
  record Decisions(
      List<Exemplar> ask,
      List<Refused> refused,
      Optional<CapCounts> counts,
      List<Long> forgotten,
      Map<String, HeldExemplar> waiting,
      Set<String> decided) {}

  /** A screen that has seen nothing yet; vetoes of {@code rules} make a line count for no cap. */
  AdmissionScreen(AdmissionLimits limits, UserRules rules) {
    this.limits = limits;
    this.caps = new AdmissionCaps(limits, rules);
  }

  /** Restores the counts of an earlier window. */
  void remember(long window, CapCounts counts) {
    caps.remember(window, counts);
  }

  /** Restores an exemplar that waits; the earliest first. */
  void remember(HeldExemplar waiting) {
    held.put(waiting.exemplar().id(), waiting);
    byLine.putIfAbsent(line(waiting.exemplar()), waiting.exemplar().id());
  }

  private static String line(Exemplar exemplar) {
    return line(exemplar.scale(), exemplar.command().commandLine());
  }

  private static String line(String scale, String commandLine) {
    return scale + "/" + commandLine;
  }

  /** The start of the first window that an exemplar does not wait for any more. */
  long until(Exemplar exemplar) {
    return exemplar.window() + (limits.waitDays() + 1) * AdmissionLimits.DAY;
  }

  /** Decides on the next window. */
  Decisions close(long window, Iterable<AdmissionInput> inputs) {
    List<Exemplar> exemplars = new ArrayList<>();
    List<AdmissionInput> seen = new ArrayList<>();
    for (AdmissionInput input : inputs) {
      if (input.isExemplar()) {
        exemplars.add(input.line());
      } else if (limits.needsAge()) {
        seen.add(input);
      }
    }
    exemplars.sort(ORDER);
    Set<String> changed = new HashSet<>();
    for (Exemplar exemplar : exemplars) {
      remember(
          new HeldExemplar(exemplar, Evidence.NONE)
              .seen(exemplar.command().host(), window, limits));
      changed.add(exemplar.id());
    }
    for (AdmissionInput input : seen) {
      String id = byLine.get(line(input.line().scale(), input.of()));
      if (id != null) {
        held.computeIfPresent(
            id, (same, one) -> one.seen(input.line().command().host(), window, limits));
        changed.add(id);
      }
    }
    return decide(window, changed);
  }

  private Decisions decide(long window, Set<String> changed) {
    Map<String, HeldExemplar> waiting = new TreeMap<>();
    Map<AdmissionCaps.Candidate, Exemplar> candidates = new LinkedHashMap<>();
    for (String id : changed) {
      HeldExemplar one = held.get(id);
      if (one.evidence().isEnough(limits)) {
        candidates.put(candidate(one.exemplar()), one.exemplar());
        leave(one.exemplar());
      } else {
        waiting.put(id, one);
      }
    }
    List<Long> forgotten = caps.forget(window);
    List<Exemplar> ask = new ArrayList<>();
    List<Refused> refused = new ArrayList<>();
    Set<String> decided = new HashSet<>();
    caps.decide(window, List.copyOf(candidates.keySet()))
        .forEach(
            (candidate, reason) -> {
              Exemplar exemplar = candidates.get(candidate);
              decided.add(exemplar.id());
              if (reason.isPresent()) {
                refused.add(new Refused(exemplar, reason.get()));
              } else {
                ask.add(exemplar);
              }
            });
    return new Decisions(ask, refused, caps.counts(window), forgotten, waiting, decided);
  }

  private static AdmissionCaps.Candidate candidate(Exemplar exemplar) {
    return new AdmissionCaps.Candidate(
        exemplar.id(),
        exemplar.command().commandLine(),
        exemplar.command().host(),
        exemplar.command().user());
  }

  private void leave(Exemplar exemplar) {
    held.remove(exemplar.id());
    byLine.remove(line(exemplar), exemplar.id());
  }

  /** Gives up on those that do not wait for a window that begins at {@code time}. */
  List<Refused> expire(long time) {
    List<Refused> expired = new ArrayList<>();
    for (HeldExemplar one : List.copyOf(held.values())) {
      if (until(one.exemplar()) <= time) {
        expired.add(new Refused(one.exemplar(), one.evidence().missing(limits)));
        leave(one.exemplar());
      }
    }
    return expired;
  }
}
