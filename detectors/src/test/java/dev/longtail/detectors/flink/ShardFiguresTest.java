package dev.longtail.detectors.flink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.detectors.window.LineScorer;
import dev.longtail.detectors.window.ShardWindow;
import dev.longtail.detectors.window.Sighting;
import dev.longtail.udfs.text.CommandHash;
import org.junit.jupiter.api.Test;

class ShardFiguresTest {
  private final ShardFigures figures = new ShardFigures();

  private static ShardWindow window(long start, int commands) {
    ShardWindow window = new ShardWindow(start, new ShardWindow.Limits(10, 10));
    for (int i = 0; i < commands; i++) {
      String command = "run " + i;
      var unused =
          window.add(
              new Sighting(CommandHash.of(command), command, "e" + i, start, "h", "u", "linux", 1),
              LineScorer.INDIFFERENT);
    }
    return window;
  }

  @Test
  void addUpTheOpenWindowsOfAllShards() {
    figures.note(1, window(0, 5));
    figures.note(1, window(0, 6));
    figures.note(1, window(86_400_000, 2));
    figures.note(2, window(0, 7));
    assertThat(figures.windows()).isEqualTo(3);
    assertThat(figures.unique()).isEqualTo(15);
    assertThat(figures.candidates()).isEqualTo(15);
    figures.closed(1, 0);
    assertThat(figures.unique()).isEqualTo(9);
    figures.closed(2, 0);
    figures.closed(1, 86_400_000);
    assertThat(figures.windows()).isZero();
    assertThat(figures.candidates()).isZero();
  }

  @Test
  void theOldestModelCounts() {
    assertThat(figures.earliestModel()).isEqualTo(ShardFigures.NO_MODEL);
    figures.noteModel(1, 3000);
    figures.noteModel(2, 2000);
    figures.noteModel(1, 4000);
    assertThat(figures.earliestModel()).isEqualTo(2000);
  }

  @Test
  void aWindowIsNotedOftenAtItsBeginning() {
    assertThat(ShardFigures.isTime(1)).isTrue();
    assertThat(ShardFigures.isTime(8)).isTrue();
    assertThat(ShardFigures.isTime(257)).isFalse();
    assertThat(ShardFigures.isTime(768)).isTrue();
  }
}
