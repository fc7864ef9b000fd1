package dev.longtail.training.classify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.training.data.Arm;
import dev.longtail.training.data.Label;
import dev.longtail.training.data.LabelledCommand;
import dev.longtail.training.data.LineOrigin;
import dev.longtail.training.data.TrainingSet;
import dev.longtail.udfs.template.CommandTemplate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EarlyStoppingTest {
  private static final LineSources SOURCES = LineSources.TEXT.with(new HashedVectors());

  @TempDir private Path folder;

  @Test
  void theLastWholeDaysAreKeptBack() {
    // 40 lines on each of ten days: two days are a fifth, and no day is divided.
    TrainingRows rows = rows(400, i -> day(1 + i % 10));
    LaterRows days = LaterRows.of(rows).orElseThrow();
    assertThat(days.from()).isEqualTo("2025-01-09");
    assertThat(days.earlier()).hasSize(320);
    assertThat(Arrays.stream(days.earlier()).mapToObj(i -> rows.row(i).origin().day()))
        .doesNotContain("2025-01-09", "2025-01-10");
    assertThat(Arrays.stream(days.later()).mapToObj(i -> rows.row(i).origin().day()))
        .containsOnly("2025-01-09", "2025-01-10");
  }

  @Test
  void noTemplateIsOnBothSides() {
    TrainingRows rows = rows(400, i -> day(1 + i % 10));
    LaterRows days = LaterRows.of(rows).orElseThrow();
    Set<String> earlier = new HashSet<>();
    Arrays.stream(days.earlier()).forEach(i -> earlier.add(CommandTemplate.of(rows.line(i))));
    assertThat(days.later()).isNotEmpty();
    assertThat(Arrays.stream(days.later()).mapToObj(i -> CommandTemplate.of(rows.line(i))))
        .doesNotContainAnyElementsOf(earlier);
  }

  @Test
  void linesOfUnknownDayAreEarlierAndTooManyOfThemPreventIt() {
    TrainingRows rows = rows(900, i -> i % 3 == 0 ? "" : day(1 + i % 10));
    LaterRows days = LaterRows.of(rows).orElseThrow();
    assertThat(Arrays.stream(days.later()).mapToObj(i -> rows.row(i).origin().day()))
        .doesNotContain("");
    assertThat(LaterRows.of(rows(400, i -> i % 3 != 0 ? "" : day(1 + i % 10)))).isEmpty();
    assertThat(LaterRows.of(rows(400, i -> ""))).isEmpty();
    assertThat(LaterRows.of(rows(400, i -> day(1)))).isEmpty();
  }

  @Test
  void aClassThatLaterDaysLackPreventsIt() {
    List<LabelledCommand> lines = new ArrayList<>();
    for (LabelledCommand line : Lines.draw(400, 1)) {
      String day = line.isMalicious() ? day(1) : day(1 + lines.size() % 10);
      lines.add(new LabelledCommand(line.cmd(), line.label(), new LineOrigin("", "", day)));
    }
    assertThat(LaterRows.of(TrainingRows.of(lines, SOURCES))).isEmpty();
  }

  /** The later days deny what the earlier ones taught, so the fewest trees are the best. */
  @Test
  void treesStopWhenLaterDaysGainNothing() throws Exception {
    List<LabelledCommand> lines = new ArrayList<>();
    for (LabelledCommand line : Lines.draw(400, 1)) {
      int day = 1 + lines.size() % 10;
      boolean malicious = line.isMalicious() != (day > 8);
      lines.add(
          new LabelledCommand(
              line.cmd(),
              malicious ? Label.MALICIOUS : Label.BENIGN,
              new LineOrigin("", "", day(day))));
    }
    Model model = Model.train(set(lines), new ModelSettings(60, 1), SOURCES);
    EarlyStopping stopping = model.facts().earlyStopping();
    assertThat(stopping.trees()).isEqualTo(1);
    assertThat(stopping.from()).isEqualTo("2025-01-09");
    model.save(folder);
    assertThat(Model.load(folder).facts().earlyStopping()).isEqualTo(stopping);
  }

  @Test
  void withoutDaysAllTreesAreGrown() {
    Model model = Model.train(Lines.set(400, 1), new ModelSettings(60, 1), SOURCES);
    assertThat(Optional.ofNullable(model.facts().earlyStopping())).isEmpty();
  }

  private static String day(int day) {
    return "2025-01-%02d".formatted(day);
  }

  private static TrainingRows rows(int count, IntFunction<String> day) {
    List<LabelledCommand> lines = new ArrayList<>();
    for (LabelledCommand line : Lines.draw(count, 1)) {
      LineOrigin origin = new LineOrigin("", "", day.apply(lines.size()));
      lines.add(new LabelledCommand(line.cmd(), line.label(), origin));
    }
    return TrainingRows.of(lines, SOURCES);
  }

  private static TrainingSet set(List<LabelledCommand> lines) {
    return new TrainingSet("ab", "ab", Arm.BASE, lines, 0, 0, 0, new TrainingSet.Overlap(0, 0));
  }
}
