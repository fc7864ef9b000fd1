package dev.longtail.training.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PartsTest {
  /** Six days of 50 exemplars, every fifth of which was not admitted, and 150 random lines. */
  private static Augmentation mined() {
    List<MinedCommand> exemplars = new ArrayList<>();
    List<MinedCommand> admitted = new ArrayList<>();
    List<MinedCommand> random = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      MinedCommand line =
          new MinedCommand("rare " + i, "2025-01-0" + (1 + i / 50), MinedCommand.FULL, List.of());
      exemplars.add(line);
      if (i % 5 != 0) {
        admitted.add(line);
      }
      if (i % 2 == 0) {
        random.add(new MinedCommand("any " + i, line.window(), MinedCommand.FULL, List.of()));
      }
    }
    admitted.add(new MinedCommand("small", "2025-01-09", MinedCommand.REDUCED, List.of()));
    return new Augmentation(
        admitted, exemplars, random, List.of(), Optional.empty(), CumulativeCounts.NONE);
  }

  @Test
  void daysGrowToAllOfTheFullScale() {
    Map<Integer, Augmentation> parts = Parts.byDays(mined());
    assertThat(parts.keySet()).containsExactly(1, 2, 3, 5, 6);
    assertThat(parts.get(2).admitted())
        .hasSize(80)
        .allMatch(line -> line.window().compareTo("2025-01-03") < 0);
    assertThat(parts.get(6).admitted()).hasSize(240).noneMatch(line -> line.cmd().equals("small"));
  }

  @Test
  void aLabelThatAdmitsNothingCounts() {
    Map<Integer, Augmentation> parts = Parts.byLabels(mined());
    assertThat(parts.keySet()).containsExactly(100, 200, 300);
    assertThat(parts.get(300).admitted()).hasSize(240);
    assertThat(parts.get(100).admitted()).hasSizeBetween(65, 95);
    assertThat(parts.get(200).admitted()).containsAll(parts.get(100).admitted());
  }

  @Test
  void labelsOfRandomLinesAreThoseLines() {
    Map<Integer, Augmentation> parts = Parts.byLabelsOfRandom(mined());
    assertThat(parts.keySet()).containsExactly(100, 150);
    assertThat(parts.get(100).random()).hasSize(100);
    assertThat(parts.get(100).admitted()).isEmpty();
    assertThat(Parts.byLabels(Augmentation.NONE)).isEmpty();
  }
}
