package dev.longtail.job.upgrade;

import static java.util.stream.Collectors.toMap;

import dev.longtail.detectors.state.StateMapper;
import dev.longtail.job.config.Catalogue;
import dev.longtail.job.config.StateLabel;
import dev.longtail.job.restore.SavedJob;
import dev.longtail.job.restore.SavedOperator;
import dev.longtail.job.restore.StoredForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Says before an upgrade what would not fit: options that the state depends on, forms of state,
 * operators, parallelism. It knows the rules by which Flink and the job itself refuse a restore.
 */
public final class UpgradeCheck {
  private static final String MORE = "--allow-non-restored-state";

  private final Map<String, StateMapper<?>> forms;
  private final boolean mayLeaveState;

  /**
   * A check.
   *
   * @param forms that the new build reads, by logical name
   * @param mayLeaveState whether the start allows state that no operator takes
   */
  public UpgradeCheck(Map<String, StateMapper<?>> forms, boolean mayLeaveState) {
    this.forms = forms;
    this.mayLeaveState = mayLeaveState;
  }

  /** What {@code planned} meets if it goes on from {@code saved}. */
  public UpgradeReport of(SavedJob saved, PlannedJob planned) {
    List<UpgradeFinding> findings = new ArrayList<>();
    saved
        .label()
        .ifPresentOrElse(
            kept -> compareLabels(kept, planned.label(), findings),
            () ->
                findings.add(
                    UpgradeFinding.note(
                        "fingerprint",
                        "the state does not say under which options it was kept, so nothing can"
                            + " check them.")));
    checkForms(saved, findings);
    checkOperators(saved, planned, findings);
    checkParallelism(saved, planned, findings);
    return new UpgradeReport(findings);
  }

  private static void compareLabels(
      StateLabel kept, StateLabel planned, List<UpgradeFinding> findings) {
    findings.addAll(BoundOptions.compare(kept.fingerprint(), planned.fingerprint()));
    String topic = Catalogue.SOURCE_TOPIC.name();
    if (!kept.topic().isEmpty() && !kept.topic().equals(planned.topic())) {
      findings.add(
          UpgradeFinding.refused(
              topic,
              "was %s, would be %s; the state holds positions in the old topic. Set it back, or begin without the state: restore=none."
                  .formatted(kept.topic(), planned.topic())));
    } else if (!planned.mayOwn(kept)) {
      findings.add(
          UpgradeFinding.note(
              topic,
              "the state is that of %s and the new job is %s (topic/group). A start finds it only if it is named: restore=PATH."
                  .formatted(kept.owner(), planned.owner())));
    }
  }

  private void checkForms(SavedJob saved, List<UpgradeFinding> findings) {
    Map<StoredForm, NavigableSet<String>> holders = new TreeMap<>();
    for (SavedOperator operator : saved.operators()) {
      for (StoredForm form : operator.forms()) {
        holders.computeIfAbsent(form, f -> new TreeSet<>()).add(operator.title());
      }
    }
    int earlier = 0;
    boolean unread = false;
    for (Map.Entry<StoredForm, NavigableSet<String>> each : holders.entrySet()) {
      StoredForm form = each.getKey();
      StateMapper<?> mapper = forms.get(form.name());
      String where = String.join(", ", each.getValue());
      if (mapper == null) {
        unread = true;
        findings.add(
            UpgradeFinding.refused(
                form.toString(),
                "this build does not know this kind of state, which %s holds. A later release saved it, or a build of your own: use that one."
                    .formatted(where)));
      } else if (form.version() < mapper.earliest() || form.version() > mapper.version()) {
        unread = true;
        findings.add(
            UpgradeFinding.refused(
                form.toString(),
                "this build reads %s of it, and %s holds version %d. %s"
                    .formatted(
                        versions(mapper),
                        where,
                        form.version(),
                        form.version() > mapper.version()
                            ? "A later release saved it: use that one or a later one."
                            : "Upgrade by way of a release between the two.")));
      } else if (form.version() < mapper.version()) {
        earlier++;
        findings.add(
            UpgradeFinding.note(
                form.toString(),
                "an earlier form, held by %s. This build reads it and writes version %d: its savepoints cannot be restored by the old build."
                    .formatted(where, mapper.version())));
      }
    }
    if (!unread) {
      findings.add(
          UpgradeFinding.fits(
              "forms of state",
              "%d, this build reads all%s."
                  .formatted(holders.size(), earlier == 0 ? ", in today's versions" : "")));
    }
  }

  private static String versions(StateMapper<?> mapper) {
    return mapper.earliest() == mapper.version()
        ? "version " + mapper.version()
        : "versions %d to %d".formatted(mapper.earliest(), mapper.version());
  }

  private void checkOperators(SavedJob saved, PlannedJob planned, List<UpgradeFinding> findings) {
    Map<String, PlannedOperator> byId =
        planned.operators().stream().collect(toMap(PlannedOperator::id, each -> each, (a, b) -> a));
    int taken = 0;
    boolean refused = false;
    for (SavedOperator operator : saved.operators()) {
      if (byId.containsKey(operator.id())) {
        taken++;
      } else if (operator.holdsState() && !mayLeaveState) {
        refused = true;
        findings.add(UpgradeFinding.refused(operator.title(), withoutTaker(operator)));
      } else if (operator.holdsState()) {
        findings.add(
            UpgradeFinding.note(
                operator.title(),
                "no operator of the new job takes its state: it is left behind."));
      } else {
        findings.add(
            UpgradeFinding.note(
                operator.title(), "the new job has no such operator; it held no state."));
      }
    }
    Set<String> known = new TreeSet<>();
    saved.operators().forEach(operator -> known.add(operator.id()));
    for (PlannedOperator operator : planned.operators()) {
      if (!known.contains(operator.id())) {
        findings.add(
            UpgradeFinding.note(operator.uid(), "new in this job; it begins without state."));
      }
    }
    if (!refused) {
      findings.add(UpgradeFinding.fits("operators", taken + " of the state have their place."));
    }
  }

  private static String withoutTaker(SavedOperator operator) {
    String also =
        operator.uid().equals("label")
            ? " The exemplars in it that wait for an answer are then lost: a labeler with"
                + " max-calls: 0 keeps them."
            : "";
    return "no operator of the new job takes its state. Switch on again what needs it"
        + " (control-arms, scale, earlier-exemplars, labeler), or leave it behind: start"
        + " with --allowNonRestoredState, and check with "
        + MORE
        + "."
        + also;
  }

  private static void checkParallelism(
      SavedJob saved, PlannedJob planned, List<UpgradeFinding> findings) {
    Map<String, PlannedOperator> byId =
        planned.operators().stream().collect(toMap(PlannedOperator::id, each -> each, (a, b) -> a));
    String subject = Catalogue.PARALLELISM.name();
    int most = Integer.MAX_VALUE;
    int was = 0;
    boolean refused = false;
    for (SavedOperator operator : saved.operators()) {
      most = Math.min(most, operator.maxParallelism());
      was = Math.max(was, operator.parallelism());
      PlannedOperator taker = byId.get(operator.id());
      if (taker != null && taker.maxParallelism() != operator.maxParallelism()) {
        refused = true;
        findings.add(
            UpgradeFinding.refused(
                operator.title(),
                "its state was kept for at most %d subtasks, and this build has %d. Flink cannot divide the state anew."
                    .formatted(operator.maxParallelism(), taker.maxParallelism())));
      }
    }
    if (planned.parallelism().isPresent() && planned.parallelism().getAsInt() > most) {
      refused = true;
      findings.add(
          UpgradeFinding.refused(
              subject,
              "%d is more than the %d subtasks that the state can be divided among. Take %d at most."
                  .formatted(planned.parallelism().getAsInt(), most, most)));
    }
    if (!refused && !saved.operators().isEmpty()) {
      String now =
          planned.parallelism().isPresent()
              ? Integer.toString(planned.parallelism().getAsInt())
              : "what the cluster says";
      findings.add(
          UpgradeFinding.fits(
              subject,
              "was %d, would be %s, at most %d. It changes no result.".formatted(was, now, most)));
    }
  }
}
