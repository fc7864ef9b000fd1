package dev.longtail.job.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.detectors.state.StateMappers;
import dev.longtail.job.config.Fingerprint;
import dev.longtail.job.config.StateLabel;
import dev.longtail.job.config.TopologyOptions;
import dev.longtail.job.restore.SavedJob;
import dev.longtail.job.restore.SavedOperator;
import dev.longtail.job.restore.StoredForm;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What of saved state would not fit a new job, each with a sentence. */
class UpgradeCheckTest {
  private static final Fingerprint NOW = Fingerprint.of(TopologyOptions.DEFAULT);
  private static final StateLabel LABEL = new StateLabel(NOW, "events/longtail");
  private static final StoredForm WINDOW =
      new StoredForm("shard-window", StateMappers.SHARD_WINDOW.version());

  private final UpgradeCheck check = new UpgradeCheck(StateMappers.all(), false);

  @Test
  void theSameJobFits() {
    UpgradeReport report = check.of(saved(LABEL, operator("detect-full", WINDOW)), planned(LABEL));
    assertThat(report.fits()).as(report.text()).isTrue();
    assertThat(report.findings())
        .extracting(UpgradeFinding::kind)
        .containsOnly(UpgradeFinding.Kind.FITS);
    assertThat(report.text()).endsWith("The new job can go on from this state.\n");
  }

  @Test
  void eachOptionThatStateDependsOnIsNamedWithBothValuesAndTheWay() {
    for (String name : NOW.values().keySet()) {
      UpgradeReport report =
          check.of(
              saved(
                  new StateLabel(with(name, "earlier"), "events/longtail"),
                  operator("detect-full", WINDOW)),
              planned(LABEL));
      assertThat(report.fits()).isFalse();
      assertThat(report.findings().get(0).subject()).isEqualTo(name);
      assertThat(report.findings().get(0).text())
          .startsWith("was earlier, would be " + NOW.values().get(name))
          .contains("restore=none fresh=true")
          .doesNotContain("the state depends on it");
    }
  }

  @Test
  void stateOfALaterBuildIsRefused() {
    assertThat(
            refusals(
                check.of(
                    saved(
                        new StateLabel(new Fingerprint(99, NOW.values()), "events/longtail"),
                        operator("a", new StoredForm("from-tomorrow", 1)),
                        operator("b", new StoredForm("line", 99))),
                    planned(LABEL, "a", "b"))))
        .containsExactly(
            "fingerprint: a later release kept this state (form 99; this build knows forms up to"
                + " 1). Use that release or a later one.",
            "from-tomorrow 1: this build does not know this kind of state, which a holds. A later"
                + " release saved it, or a build of your own: use that one.",
            "line 99: this build reads version 1 of it, and b holds version 99. A later release"
                + " saved it: use that one or a later one.");
  }

  @Test
  void anEarlierFormIsReadAndThereIsNoWayBack() {
    UpgradeReport report =
        check.of(
            saved(LABEL, operator("detect-full", new StoredForm("shard-window", 1))),
            planned(LABEL));
    assertThat(report.fits()).isTrue();
    assertThat(report.text())
        .contains(
            "shard-window 1: an earlier form, held by detect-full",
            "cannot be restored by the old build");
  }

  @Test
  void anOperatorWithoutATakerIsRefusedIfItHoldsState() {
    SavedJob saved =
        saved(LABEL, operator("detect-full", WINDOW), operator("control"), operator("label"));
    assertThat(refusals(check.of(saved, planned(LABEL, "detect-full", "label"))))
        .singleElement()
        .asString()
        .startsWith("control: no operator of the new job takes its state.")
        .contains("control-arms", "--allowNonRestoredState");
    assertThat(refusals(check.of(saved, planned(LABEL, "detect-full", "control"))))
        .singleElement()
        .asString()
        .contains("wait for an answer are then lost");
    assertThat(
            new UpgradeCheck(StateMappers.all(), true)
                .of(saved, planned(LABEL, "detect-full", "label"))
                .text())
        .contains("control: no operator of the new job takes its state: it is left behind.")
        .endsWith("The new job can go on from this state.\n");

    SavedOperator empty = new SavedOperator("id-json", "json", "", 2, 128, false, new TreeSet<>());
    UpgradeReport without =
        check.of(saved(LABEL, operator("detect-full", WINDOW), empty), planned(LABEL));
    assertThat(without.fits()).isTrue();
    assertThat(without.text()).contains("json: the new job has no such operator; it held no state");
  }

  @Test
  void aNewOperatorIsNamed() {
    UpgradeReport report =
        check.of(
            saved(LABEL, operator("detect-full", WINDOW)), planned(LABEL, "detect-full", "drift"));
    assertThat(report.fits()).isTrue();
    assertThat(report.text()).contains("drift: new in this job; it begins without state.");
  }

  @Test
  void parallelismEndsWhereTheStateWasDivided() {
    SavedOperator eight =
        new SavedOperator("id-detect-full", "detect-full", "", 2, 8, true, new TreeSet<>());
    assertThat(
            refusals(
                check.of(
                    saved(LABEL, eight),
                    new PlannedJob(
                        LABEL,
                        OptionalInt.of(9),
                        List.of(new PlannedOperator("id-detect-full", "detect-full", 8))))))
        .containsExactly(
            "job.parallelism: 9 is more than the 8 subtasks that the state can be divided among."
                + " Take 8 at most.");
    assertThat(refusals(check.of(saved(LABEL, eight), planned(LABEL))))
        .containsExactly(
            "detect-full: its state was kept for at most 8 subtasks, and this build has 128. Flink"
                + " cannot divide the state anew.");
  }

  @Test
  void stateOfAnotherTopicIsRefusedAndOfAnotherGroupIsToBeNamed() {
    SavedJob saved = saved(LABEL, operator("detect-full", WINDOW));
    assertThat(refusals(check.of(saved, planned(new StateLabel(NOW, "others/longtail")))))
        .singleElement()
        .asString()
        .startsWith("source.topic: was events, would be others;");
    UpgradeReport group = check.of(saved, planned(new StateLabel(NOW, "events/others")));
    assertThat(group.fits()).isTrue();
    assertThat(group.text()).contains("restore=PATH");
  }

  @Test
  void stateWithoutALabelIsSaidToBeUnchecked() {
    UpgradeReport report =
        check.of(
            new SavedJob(Optional.empty(), List.of(operator("detect-full", WINDOW))),
            planned(LABEL));
    assertThat(report.fits()).isTrue();
    assertThat(report.text()).contains("does not say under which options it was kept");
  }

  private static List<String> refusals(UpgradeReport report) {
    return report.findings().stream()
        .filter(each -> each.kind() == UpgradeFinding.Kind.REFUSED)
        .map(each -> each.subject() + ": " + each.text())
        .toList();
  }

  private static SavedJob saved(StateLabel label, SavedOperator... operators) {
    return new SavedJob(Optional.of(label), List.of(operators));
  }

  private static SavedOperator operator(String uid, StoredForm... forms) {
    return new SavedOperator(
        "id-" + uid,
        uid,
        "",
        2,
        TopologyOptions.MAX_PARALLELISM,
        true,
        new TreeSet<>(List.of(forms)));
  }

  private static PlannedJob planned(StateLabel label) {
    return planned(label, "detect-full");
  }

  private static PlannedJob planned(StateLabel label, String... uids) {
    return new PlannedJob(
        label,
        OptionalInt.of(4),
        List.of(uids).stream()
            .map(uid -> new PlannedOperator("id-" + uid, uid, TopologyOptions.MAX_PARALLELISM))
            .toList());
  }

  private static Fingerprint with(String name, String value) {
    NavigableMap<String, String> values = new TreeMap<>(NOW.values());
    values.put(name, value);
    return new Fingerprint(Fingerprint.VERSION, values);
  }
}
