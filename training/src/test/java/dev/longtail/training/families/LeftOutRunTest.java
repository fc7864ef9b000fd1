package dev.longtail.training.families;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.training.classify.CommandClassifier;
import dev.longtail.training.data.Arm;
import dev.longtail.training.data.Augmentation;
import dev.longtail.training.data.KnownLines;
import dev.longtail.training.data.Label;
import dev.longtail.training.data.LabelledCommand;
import dev.longtail.training.data.LabelledSet;
import dev.longtail.training.data.LineOrigin;
import dev.longtail.training.data.MinedCommand;
import dev.longtail.training.data.TrainingSet;
import dev.longtail.training.evaluation.Estimate;
import dev.longtail.training.evaluation.Trainer;
import dev.longtail.training.families.LeftOutTable.Difference;
import dev.longtail.training.families.LeftOutTable.Row;
import dev.longtail.training.families.LeftOutTable.View;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.text.CommandHash;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

class LeftOutRunTest {
  private static final List<String> ATTACKS = List.of("worm", "bot", "rat");
  private static final List<String> BENIGN = List.of("wiki", "shop", "desk");

  private final List<LabelledCommand> base = new ArrayList<>();
  private final List<String> exemplars = new ArrayList<>();
  private final List<String> random = new ArrayList<>();
  private final Queue<TrainingSet> trained = new ConcurrentLinkedQueue<>();

  LeftOutRunTest() {
    for (String family : ATTACKS) {
      for (int i = 0; i < 60; i++) {
        base.add(row(line("attack", family, i), Label.MALICIOUS, family));
      }
    }
    for (String family : BENIGN) {
      for (int i = 0; i < 200; i++) {
        base.add(row(line("harmless", family, i), Label.BENIGN, family));
      }
    }
    for (int i = 0; i < 90; i++) {
      exemplars.add(line("rare", BENIGN.get(i % 3), i));
    }
    for (int i = 0; i < 30; i++) {
      random.add(line("drawn", BENIGN.get(i % 3), i));
    }
  }

  @Test
  void noTrainingSeesAFamilyThatIsTested() {
    run(1, this::byFirstWord);
    assertThat(trained).isNotEmpty();
    for (TrainingSet set : trained) {
      List<String> families =
          set.rows().stream().map(row -> row.origin().family()).distinct().sorted().toList();
      assertThat(families).hasSize(4); // two attack and two benign families of six
    }
  }

  @Test
  void setsAreComparedAtEqualNumbers() {
    LeftOutTable table = run(1, this::byFirstWord);
    assertThat(table.trainings().keySet())
        .containsExactly("ab", "ab+full", "ab+random", "ab+full-equal", "ab+random-equal");
    for (int fold = 0; fold < 3; fold++) {
      assertThat(table.trainings().get("ab+full").get(fold).added()).isEqualTo(60);
      assertThat(table.trainings().get("ab+random").get(fold).added()).isEqualTo(20);
      assertThat(table.trainings().get("ab+full-equal").get(fold).added()).isEqualTo(20);
      assertThat(table.trainings().get("ab+random-equal").get(fold).added()).isEqualTo(20);
    }
    // Random lines were not cut, so their training is not repeated: four of five sets a fold.
    assertThat(trained).hasSize(12);
  }

  @Test
  void allSetsAreComparedAtEqualNumbersIfAsked() {
    List<TrainingSet> sets = new ArrayList<>(sets());
    sets.add(set(Arm.OTHER, "ab+top-9", exemplars.subList(0, 9)));
    LeftOutTable table =
        LeftOutRun.run(
            families(),
            sets,
            KnownLines.NONE,
            this::byFirstWord,
            new LeftOutSettings(1, 1, 100, 1, true),
            line -> {});
    for (String set : List.of("ab+full-equal", "ab+random-equal", "ab+top-9-equal")) {
      assertThat(table.trainings().get(set)).extracting("added").containsOnly(6);
    }
    assertThat(table.views().get(0).differences())
        .extracting(difference -> difference.of() + " - " + difference.minus())
        .contains(
            "ab+top-9 (perfect) - ab (perfect)",
            "ab+top-9-equal (perfect) - ab+random-equal (perfect)",
            "ab+full-equal (chance) - ab+random-equal (chance)");
  }

  @Test
  void tellsAPerfectDesignFromChanceInEveryFold() {
    LeftOutTable table = run(2, this::byFirstWord);
    View view = table.views().get(0);
    assertThat(view.benign()).isEqualTo("all");
    assertThat(view.folds()).extracting("fold").containsExactly("bot", "rat", "worm");
    for (Row row : view.rows()) {
      Estimate auc = row.measures().get("auc");
      assertThat(row.aucOfSeeds()).hasSize(2);
      if (row.design().equals("perfect")) {
        assertThat(auc.value()).isEqualTo(1);
      } else {
        assertThat(auc.value()).isBetween(0.35, 0.65);
        assertThat(auc.overLines().get(0)).isLessThan(0.5);
        assertThat(auc.overLines().get(1)).isGreaterThan(0.5);
      }
    }
    Difference designs =
        view.differences().stream()
            .filter(difference -> difference.minus().design().equals("chance"))
            .filter(difference -> difference.of().design().equals("perfect"))
            .findFirst()
            .orElseThrow();
    assertThat(designs.higherIn()).isEqualTo(3);
    assertThat(designs.measures().get("auc").overLines().get(0)).isPositive();
    assertThat(designs.measures().get("auc").overFamilies().get(0)).isPositive();
  }

  @Test
  void theTableIsTheSameWhateverTheParallelism() {
    LeftOutTable one = run(2, this::byFirstWord);
    LeftOutTable four =
        LeftOutRun.run(
            families(),
            sets(),
            KnownLines.NONE,
            this::byFirstWord,
            new LeftOutSettings(2, 1, 100, 4),
            line -> {});
    assertThat(Json.line(four)).isEqualTo(Json.line(one));
    assertThat(LeftOutText.of(one))
        .isEqualTo(LeftOutText.of(four))
        .contains("| ab+full-equal ", "## Paired differences", "behind 128 harmless characters");
  }

  @Test
  void refusesAFoldThatLeavesNothingToTrainOn() {
    base.removeIf(row -> row.isMalicious() && !row.origin().family().equals("worm"));
    assertThatThrownBy(() -> run(1, this::byFirstWord))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(
            "ab without the families desk, shop, wiki, worm: 0 malicious lines");
  }

  private LeftOutTable run(int seeds, Trainer trainer) {
    return LeftOutRun.run(
        families(),
        sets(),
        KnownLines.NONE,
        trainer,
        new LeftOutSettings(seeds, 1, 100, 1),
        line -> {});
  }

  private LeftOutFamilies families() {
    return LeftOutFamilies.of(
        List.of(new LabelledSet("ab", base)), Augmentation.NONE, KnownLines.NONE);
  }

  /** Two designs: one that knows the invented attacks, one that draws. */
  private Map<String, CommandClassifier> byFirstWord(TrainingSet set, long seed) {
    trained.add(set);
    Map<String, CommandClassifier> designs = new LinkedHashMap<>();
    designs.put("perfect", line -> line.contains("attack") ? 1 : 0);
    designs.put("chance", line -> (CommandHash.mix(CommandHash.of(line), seed) >>> 11) * 0x1.0p-53);
    return designs;
  }

  private List<TrainingSet> sets() {
    return List.of(set(Arm.BASE, List.of()), set(Arm.FULL, exemplars), set(Arm.RANDOM, random));
  }

  private TrainingSet set(Arm arm, List<String> added) {
    return set(arm, arm.nameFor("ab"), added);
  }

  private TrainingSet set(Arm arm, String name, List<String> added) {
    List<LabelledCommand> rows = new ArrayList<>(base);
    for (int i = 0; i < added.size(); i++) {
      rows.add(row(added.get(i), Label.BENIGN, BENIGN.get(i % 3)));
    }
    return new TrainingSet(
        name,
        "ab",
        arm,
        rows,
        added.size(),
        0,
        0,
        new TrainingSet.Overlap(0, 0),
        added.stream()
            .map(line -> new MinedCommand(line, "2025-01-05", MinedCommand.FULL, List.of()))
            .toList());
  }

  private static LabelledCommand row(String cmd, Label label, String family) {
    return new LabelledCommand(cmd, label, new LineOrigin("linux", family));
  }

  private static String line(String kind, String family, int number) {
    StringBuilder letters = new StringBuilder();
    for (int n = number + 1; n > 0; n /= 20) {
      letters.append((char) ('a' + n % 20)).append(' ');
    }
    return kind + " " + family + " " + letters.toString().strip();
  }
}
