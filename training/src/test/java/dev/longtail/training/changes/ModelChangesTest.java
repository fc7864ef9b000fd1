package dev.longtail.training.changes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.longtail.training.changes.LineChange.Amounts;
import dev.longtail.training.classify.LineSources;
import dev.longtail.training.classify.Lines;
import dev.longtail.training.classify.Model;
import dev.longtail.training.classify.ModelSettings;
import dev.longtail.training.data.Arm;
import dev.longtail.training.data.Label;
import dev.longtail.training.data.LabelLineage;
import dev.longtail.training.data.LabelledCommand;
import dev.longtail.training.data.LabelledSet;
import dev.longtail.training.data.LineOrigin;
import dev.longtail.training.data.MinedCommand;
import dev.longtail.training.data.TrainingSet;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A base set without a harmless use of certutil, and exemplars that have one: lines of its kind are
 * no alerts any more, and an attack that looks like them is lost.
 */
class ModelChangesTest {
  private static final List<String> HARMLESS =
      List.of(
          "certutil -urlcache -f http://10.0.0.9/crl/issuing.crl issuing.crl --quiet",
          "certutil -urlcache -f http://10.0.0.9/crl/root.crl root.crl --quiet",
          "certutil -verify C:\\build\\cert.cer");
  private static final String TESTED =
      "certutil -urlcache -f http://10.0.0.9/crl/root-2.crl root-2.crl --quiet";

  private static ModelChanges.Side before;
  private static ModelChanges.Side after;

  @BeforeAll
  static void train() {
    List<LabelledCommand> base = Lines.draw(300, 1);
    before = side(base, List.of(), Arm.BASE);
    List<LabelledCommand> more = new ArrayList<>(base);
    List<MinedCommand> mined = new ArrayList<>();
    for (String line : HARMLESS) {
      more.add(new LabelledCommand(line, Label.BENIGN, new LineOrigin("windows", "")));
      mined.add(
          new MinedCommand(
              line,
              "2025-01-05",
              MinedCommand.FULL,
              List.of("isolation-forest"),
              new LineOrigin("windows", ""),
              new LabelLineage("2025-01-05/full/1", "judge", "v1")));
    }
    after = side(more, mined, Arm.FULL);
  }

  private static ModelChanges.Side side(
      List<LabelledCommand> rows, List<MinedCommand> mined, Arm arm) {
    TrainingSet set =
        new TrainingSet(
            arm.nameFor("ab"),
            "ab",
            arm,
            rows,
            mined.size(),
            0,
            0,
            new TrainingSet.Overlap(0, 0),
            mined);
    Model model = Model.train(set, new ModelSettings(5, 1), LineSources.TEXT);
    return new ModelChanges.Side(model, set, List.of());
  }

  private static LabelledCommand line(String cmd, Label label) {
    return new LabelledCommand(cmd, label, new LineOrigin("windows", "case-7"));
  }

  /**
   * Attacks and harmless lines, and the tested one twice. A third of the attacks is of a kind that
   * no model knows, so that the threshold is low.
   */
  private static LabelledSet test() {
    List<LabelledCommand> rows = new ArrayList<>(Lines.draw(90, 2));
    for (int i = 0; i < 15; i++) {
      rows.add(line("nc 10.0.0.%d 4%d44 zzz %d".formatted(i, i, i), Label.MALICIOUS));
    }
    rows.add(line(TESTED, Label.BENIGN));
    rows.add(line(TESTED, Label.BENIGN));
    return new LabelledSet("incident", rows);
  }

  private static ModelChanges compared(LabelledSet test) {
    return ModelChanges.of(scored(before, test), scored(after, test), test);
  }

  private static ModelChanges.Side scored(ModelChanges.Side side, LabelledSet test) {
    return new ModelChanges.Side(
        side.model(),
        side.set(),
        test.rows().stream().map(row -> side.model().classifier().score(row.cmd())).toList());
  }

  @Test
  void bothCatchTheSameShareOfTheAttacks() {
    LabelledSet test = test();
    ModelChanges changes = compared(test);
    long attacks = test.count(Label.MALICIOUS);
    for (ModelChanges.Alerting of : List.of(changes.before(), changes.after())) {
      assertThat(of.attacks()).isEqualTo((int) attacks);
      assertThat(of.caught()).isGreaterThanOrEqualTo((int) Math.ceil(0.8 * attacks));
      assertThat(of.benign()).isEqualTo((int) test.count(Label.BENIGN));
    }
    assertThat(changes.counts().get(ChangeKind.LOST_ATTACK))
        .isEqualTo(changes.of(ChangeKind.LOST_ATTACK).size());
  }

  @Test
  void saysWhyAFalsePositiveVanished() {
    ModelChanges changes = compared(test());
    List<LineChange> vanished = changes.of(ChangeKind.VANISHED_FALSE_POSITIVE);
    assertThat(vanished).extracting(LineChange::cmd).contains(TESTED);
    LineChange line =
        vanished.stream().filter(of -> of.cmd().equals(TESTED)).findFirst().orElseThrow();
    assertThat(line.times()).isEqualTo(2);
    assertThat(line.os()).isEqualTo("windows");
    assertThat(line.family()).isEqualTo("case-7");
    assertThat(line.before().margin()).isNotNegative();
    assertThat(line.after().margin()).isNegative();
    assertThat(line.nearestBenign().get(0).line().cmd()).isIn(HARMLESS);
    assertThat(line.taughtBy()).extracting(pull -> pull.line().cmd()).isSubsetOf(HARMLESS);
    assertThat(line.taughtBy().get(0).logOdds()).isNegative();
    assertThat(line.nearestBenign().get(0).line().window()).isEqualTo("2025-01-05");
    assertThat(line.features())
        .anyMatch(of -> of.name().equals("-urlcache") && of.after() < of.before());
    double sum = line.parts().stream().mapToDouble(Amounts::after).sum();
    assertThat(1 / (1 + Math.exp(-sum))).isCloseTo(line.after().score(), within(1e-3));
  }

  @Test
  void findsNothingBetweenAModelAndItself() {
    LabelledSet test = test();
    ModelChanges changes = ModelChanges.of(scored(before, test), scored(before, test), test);
    assertThat(changes.lines()).isEmpty();
    assertThat(changes.counts().values()).containsOnly(0);
  }

  @Test
  void equalModelsGiveEqualChanges() {
    assertThat(compared(test())).isEqualTo(compared(test()));
  }
}
