package dev.longtail.training.families;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.longtail.training.data.Arm;
import dev.longtail.training.data.Augmentation;
import dev.longtail.training.data.CumulativeCounts;
import dev.longtail.training.data.KnownLines;
import dev.longtail.training.data.Label;
import dev.longtail.training.data.LabelledCommand;
import dev.longtail.training.data.LabelledSet;
import dev.longtail.training.data.LineOrigin;
import dev.longtail.training.data.MinedCommand;
import dev.longtail.training.data.TrainingSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FoldsTest {
  private final List<LabelledCommand> rows = new ArrayList<>();

  @Test
  void everyLargeAttackFamilyIsAFoldAndEveryBenignFamilyIsLeftOutSomewhere() {
    attacks("worm", "linux", 60);
    attacks("bot", "linux", 40);
    benign("wiki", "linux", 300);
    benign("shop", "linux", 200);
    benign("desk", "linux", 150);
    LeftOutFamilies families = families();
    assertThat(families.folds()).extracting(Fold::name).containsExactly("bot", "worm");
    // The larger fold has the first turn and the third.
    assertThat(fold(families, "worm").leftOut()).containsExactly("desk", "wiki", "worm");
    assertThat(fold(families, "bot").leftOut()).containsExactly("bot", "shop");
  }

  @Test
  void smallAttackFamiliesAreTestedTogetherOrNotAtAll() {
    attacks("worm", "linux", 60);
    attacks("a", "linux", 16);
    attacks("b", "linux", 17);
    benign("wiki", "linux", 300);
    benign("shop", "linux", 200);
    assertThat(families().folds()).extracting(Fold::name).containsExactly("a+b", "worm");
    rows.removeIf(row -> row.origin().family().equals("b"));
    assertThat(families().folds()).extracting(Fold::name).containsExactly("worm");
    assertThat(families().untested()).containsExactly(Map.entry("a", 16));
  }

  @Test
  void benignLinesAreTestedInTheProportionsOfTheAttacksSystems() {
    attacks("worm", "linux", 60);
    attacks("worm", "windows", 20);
    for (String os : List.of("linux", "windows")) {
      benign("wiki-" + os, os, 150);
      benign("shop-" + os, os, 150);
    }
    Fold fold = fold(families(), "worm");
    // Both families of each system: 300 for 60 attacks, so 100 for 20.
    assertThat(all(fold).systems())
        .extracting(Fold.OnSystem::os, Fold.OnSystem::attacks, Fold.OnSystem::benign)
        .containsExactly(tuple("linux", 60, 300), tuple("windows", 20, 100));
  }

  @Test
  void aSystemWithoutBenignFamiliesHasAFifthOfItsTemplatesLeftOut() {
    attacks("worm", "linux", 60);
    benign("", "linux", 600);
    Fold fold = fold(families(), "worm");
    assertThat(fold.leftOut()).containsExactly("worm");
    assertThat(all(fold).systems().get(0).benign()).isBetween(80, 160);
    Fold.Rest rest = fold.without(set(), KnownLines.NONE, new HashMap<>());
    assertThat(rest.ofFamilies()).isEqualTo(60);
    assertThat(rest.ofTemplates()).isEqualTo(all(fold).systems().get(0).benign());
    assertThat(lines(rest.set().rows())).doesNotContainAnyElementsOf(lines(all(fold).lines()));
  }

  @Test
  void linesOfOneTemplateCountOnceAndNoneOfThemIsTrainedOn() {
    attacks("worm", "linux", 60);
    benign("wiki", "linux", 300);
    benign("shop", "linux", 200);
    for (int i = 0; i < 90; i++) {
      row("wget http://10.0.0." + i + "/x", Label.MALICIOUS, "linux", "bot");
    }
    row("wget http://10.0.3.3/x", Label.MALICIOUS, "linux", "worm");
    LeftOutFamilies families = families();
    assertThat(families.untested()).containsExactly(Map.entry("bot", 1));
    Fold.Rest rest = fold(families, "worm").without(set(), KnownLines.NONE, new HashMap<>());
    assertThat(rest.ofTemplates()).isEqualTo(90);
    assertThat(lines(rest.set().rows())).noneMatch(line -> line.startsWith("wget http://10.0.0."));
  }

  @Test
  void aLineWithBothLabelsIsNotTested() {
    attacks("worm", "linux", 60);
    benign("wiki", "linux", 300);
    benign("shop", "linux", 200);
    row(line("worm", 1), Label.BENIGN, "linux", "wiki");
    assertThat(lines(fold(families(), "worm").tests().get(Population.ALL).lines()))
        .doesNotContain(line("worm", 1));
  }

  @Test
  void whatIsKnownOfALineComesBeforeItsRecord() {
    attacks("worm", "linux", 60);
    benign("telemetry", "linux", 500);
    List<LabelledCommand> truth = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      truth.add(
          new LabelledCommand(
              line("telemetry", i), Label.BENIGN, new LineOrigin("", i < 300 ? "wiki" : "shop")));
    }
    truth.add(new LabelledCommand("only known", Label.BENIGN, new LineOrigin("", "wiki")));
    KnownLines known = KnownLines.of(truth);
    LabelledSet base = new LabelledSet("ab", rows);
    Fold fold = LeftOutFamilies.of(List.of(base), Augmentation.NONE, known).folds().get(0);
    assertThat(fold.leftOut()).containsExactly("shop", "wiki", "worm");
    // Its system is that of its family, which all other lines of the family have.
    assertThat(lines(all(fold).lines())).contains("only known");
  }

  @Test
  void minedLinesOfALeftOutFamilyGoToo() {
    attacks("worm", "linux", 60);
    attacks("bot", "linux", 40);
    benign("wiki", "linux", 300);
    benign("shop", "linux", 200);
    String mined = "mined of wiki";
    KnownLines known =
        KnownLines.of(
            List.of(new LabelledCommand(mined, Label.BENIGN, new LineOrigin("linux", "wiki"))));
    rows.add(new LabelledCommand(mined, Label.BENIGN));
    TrainingSet set =
        new TrainingSet(
            "ab+full",
            "ab",
            Arm.FULL,
            rows,
            1,
            0,
            0,
            new TrainingSet.Overlap(0, 0),
            List.of(new MinedCommand(mined, "2025-01-05", "full", List.of())));
    LeftOutFamilies families =
        LeftOutFamilies.of(
            List.of(new LabelledSet("ab", rows.subList(0, rows.size() - 1))),
            new Augmentation(
                List.of(new MinedCommand(mined, "2025-01-05", "full", List.of())),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                CumulativeCounts.NONE),
            known);
    assertThat(fold(families, "worm").without(set, known, new HashMap<>()).set().added()).isZero();
    assertThat(fold(families, "bot").without(set, known, new HashMap<>()).set().added())
        .isEqualTo(1);
  }

  @Test
  void attacksAreTestedAgainstTheLongTailApart() {
    attacks("worm", "linux", 60);
    benign("wiki", "linux", 300);
    benign("shop", "linux", 200);
    List<MinedCommand> mined = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      mined.add(new MinedCommand(line("wiki", i), "2025-01-05", "full", List.of()));
    }
    Fold fold =
        LeftOutFamilies.of(
                List.of(new LabelledSet("ab", rows)),
                new Augmentation(
                    mined,
                    List.of(),
                    List.of(),
                    List.of(),
                    Optional.empty(),
                    CumulativeCounts.NONE),
                KnownLines.NONE)
            .folds()
            .get(0);
    assertThat(all(fold).systems().get(0).benign()).isEqualTo(500);
    Fold.Tested longTail = fold.tests().get(Population.MINED);
    assertThat(longTail.systems().get(0).benign()).isEqualTo(40);
    assertThat(lines(longTail.lines()))
        .hasSize(100)
        .containsAll(mined.stream().map(MinedCommand::cmd).toList());
    assertThat(fold(families(), "worm").tests()).containsOnlyKeys(Population.ALL);
  }

  @Test
  void foldsDoNotDependOnTheOrderOfTheRecords() {
    attacks("worm", "linux", 60);
    attacks("bot", "linux", 60);
    benign("wiki", "linux", 300);
    benign("shop", "linux", 200);
    LeftOutFamilies one = families();
    Collections.reverse(rows);
    assertThat(families()).isEqualTo(one);
  }

  @Test
  void aCutDrawsByHashAndSeed() {
    attacks("worm", "linux", 60);
    List<MinedCommand> added = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      added.add(new MinedCommand(line("mined", i), "2025-01-05", "full", List.of()));
      row(line("mined", i), Label.BENIGN, "linux", "");
    }
    TrainingSet set =
        new TrainingSet(
            "ab+full", "ab", Arm.FULL, rows, 100, 0, 0, new TrainingSet.Overlap(0, 0), added);
    TrainingSet cut = set.withAdded(30, 1, "cut");
    assertThat(cut.rows()).hasSize(90);
    assertThat(cut.added()).isEqualTo(30);
    assertThat(cut.mined()).hasSize(30).isSubsetOf(added);
    assertThat(set.withAdded(30, 1, "cut")).isEqualTo(cut);
    assertThat(set.withAdded(30, 2, "cut")).isNotEqualTo(cut);
    assertThat(set.withAdded(200, 2, "cut").rows()).isEqualTo(set.rows());
  }

  private static Fold.Tested all(Fold fold) {
    return fold.tests().get(Population.ALL);
  }

  private LeftOutFamilies families() {
    return LeftOutFamilies.of(
        List.of(new LabelledSet("ab", rows)), Augmentation.NONE, KnownLines.NONE);
  }

  private TrainingSet set() {
    return new TrainingSet("ab", "ab", Arm.BASE, rows, 0, 0, 0, new TrainingSet.Overlap(0, 0));
  }

  private static Fold fold(LeftOutFamilies families, String name) {
    return families.folds().stream()
        .filter(fold -> fold.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Set<String> lines(List<LabelledCommand> rows) {
    return rows.stream().map(LabelledCommand::cmd).collect(Collectors.toCollection(TreeSet::new));
  }

  private void attacks(String family, String os, int count) {
    many(family, os, count, Label.MALICIOUS);
  }

  private void benign(String family, String os, int count) {
    many(family, os, count, Label.BENIGN);
  }

  private void many(String family, String os, int count, Label label) {
    for (int i = 0; i < count; i++) {
      row(line(family, i) + suffix(os), label, os, family);
    }
  }

  private static String suffix(String os) {
    return os.equals("windows") ? " dir" : "";
  }

  /** A line with a template of its own: letters, because numbers are volatile. */
  private static String line(String family, int number) {
    StringBuilder letters = new StringBuilder();
    for (int n = number + 1; n > 0; n /= 20) {
      letters.append((char) ('a' + n % 20)).append(' ');
    }
    return "run " + family + " " + letters.toString().strip();
  }

  private void row(String cmd, Label label, String os, String family) {
    rows.add(new LabelledCommand(cmd, label, new LineOrigin(os, family)));
  }
}
