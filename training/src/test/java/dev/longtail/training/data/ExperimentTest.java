package dev.longtail.training.data;

import static dev.longtail.training.data.MinedCommand.FULL;
import static dev.longtail.training.data.MinedCommand.REDUCED;
import static dev.longtail.training.data.Records.mined;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExperimentTest {
  private static final LabelledSet INCIDENT =
      Records.set("incident", List.of("tested"), List.of("attack"));
  private static final LabelledSet TIME_SPLIT =
      Records.set("time split", List.of("common"), List.of("later"));
  private static final LabelledSet BASE =
      Records.set("ab", List.of("dir", "common", "dir"), List.of("evil"));

  private static final Augmentation FOUND =
      new Augmentation(
          List.of(
              mined("rare", FULL, "isolation-forest"),
              mined("rare", FULL, "isolation-forest"),
              mined("tested", FULL, "isolation-forest"),
              mined("later", FULL, "isolation-forest"),
              mined("evil", FULL, "isolation-forest"),
              mined("small", REDUCED, "pca", "kmeans")),
          List.of(mined("rare", FULL), mined("unsure", FULL)),
          List.of(mined("drawn", FULL)),
          List.of(mined("rarer", FULL)),
          Optional.empty(),
          CumulativeCounts.NONE);

  private final Experiment experiment = new Experiment(INCIDENT, TIME_SPLIT, FOUND);

  @Test
  void aBaseAloneHoldsEachLineOnceAndReportsItsOverlap() {
    TrainingSet set = set(Arm.BASE);
    assertThat(set.name()).isEqualTo("ab");
    assertThat(set.rows()).containsExactly(benign("common"), benign("dir"), malicious("evil"));
    assertThat(set.overlap()).isEqualTo(new TrainingSet.Overlap(0, 1));
    assertThat(set.added()).isZero();
  }

  @Test
  void exemplarsAreAddedOnceAsBenign() {
    assertThat(set(Arm.FULL).rows()).contains(benign("rare")).hasSize(4);
    assertThat(set(Arm.FULL).added()).isEqualTo(1);
    assertThat(set(Arm.FULL).name()).isEqualTo("ab+full");
  }

  @Test
  void theLeakGuardKeepsTestedLinesOut() {
    TrainingSet set = set(Arm.FULL);
    assertThat(set.leakGuardDropped()).isEqualTo(2);
    assertThat(set.rows()).extracting(LabelledCommand::cmd).doesNotContain("tested", "later");
  }

  @Test
  void theBasesLabelWins() {
    assertThat(set(Arm.FULL).alreadyInBase()).isEqualTo(1);
    assertThat(set(Arm.FULL).rows()).contains(malicious("evil"));
  }

  @Test
  void eachArmAddsItsOwnLines() {
    assertThat(added(Arm.REDUCED)).containsExactly("small");
    assertThat(added(Arm.REDUCED_PCA)).containsExactly("small");
    assertThat(added(Arm.REDUCED_KMEANS)).containsExactly("small");
    assertThat(added(Arm.RANDOM)).containsExactly("drawn");
    assertThat(added(Arm.UNLABELED)).containsExactly("rare", "unsure");
    assertThat(added(Arm.NO_DEDUP)).containsExactly("rare", "rarer");
  }

  @Test
  void anArmWithoutDataIsLeftOut() {
    assertThat(experiment.trainingSet(BASE, Arm.REDUCED_ISOLATION_FOREST)).isEmpty();
    Experiment nothingFound = new Experiment(INCIDENT, TIME_SPLIT, Augmentation.NONE);
    for (Arm arm : Arm.values()) {
      assertThat(nothingFound.trainingSet(BASE, arm).isPresent()).isEqualTo(arm == Arm.BASE);
    }
  }

  @Test
  void rowsDoNotDependOnTheOrderOfTheFile() {
    LabelledSet turned = Records.set("ab", List.of("common", "dir"), List.of("evil"));
    assertThat(experiment.trainingSet(turned, Arm.FULL)).contains(set(Arm.FULL));
  }

  /** What is found is either added, or in the base, or tested on; nothing is lost. */
  @Property
  void everyFoundLineIsAccountedFor(Any any) {
    List<String> lines = any.list(0, 30, () -> String.valueOf(any.character('a', 'h')));
    List<MinedCommand> found = lines.stream().map(line -> mined(line, FULL)).toList();
    Experiment experiment =
        new Experiment(
            Records.set("incident", List.of("a", "b", "c"), List.of("d")),
            Records.set("time split", List.of("c", "e"), List.of("f")),
            new Augmentation(
                found, List.of(), List.of(), List.of(), Optional.empty(), CumulativeCounts.NONE));
    LabelledSet base = Records.set("ab", List.of("a", "g"), List.of("h"));
    experiment
        .trainingSet(base, Arm.FULL)
        .ifPresent(
            set -> {
              assertThat(set.added() + set.alreadyInBase() + set.leakGuardDropped())
                  .isEqualTo((int) lines.stream().distinct().count());
              assertThat(set.rows()).hasSize(3 + set.added());
            });
  }

  private TrainingSet set(Arm arm) {
    return experiment.trainingSet(BASE, arm).orElseThrow();
  }

  private List<String> added(Arm arm) {
    List<LabelledCommand> base = set(Arm.BASE).rows();
    return set(arm).rows().stream()
        .filter(row -> !base.contains(row))
        .map(LabelledCommand::cmd)
        .toList();
  }

  private static LabelledCommand benign(String cmd) {
    return new LabelledCommand(cmd, Label.BENIGN);
  }

  private static LabelledCommand malicious(String cmd) {
    return new LabelledCommand(cmd, Label.MALICIOUS);
  }
}
