package dev.longtail.job.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.detectors.window.FunnelCount;
import dev.longtail.detectors.window.FunnelStage;
import dev.longtail.job.funnel.Funnel;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Counts of a stream in bounded memory. */
class FunnelFoldTest {
  private static final LocalDate FIRST = LocalDate.parse("2025-01-01");

  private final FunnelFold fold = new FunnelFold();

  @Test
  void isTheFunnelWhateverComesTwice() {
    List<FunnelCount> counts = new ArrayList<>();
    for (int day = 0; day < 5; day++) {
      String window = FIRST.plusDays(day).toString();
      for (int i = 1; i <= 40; i++) {
        counts.add(new FunnelCount(window, "full", FunnelStage.UNIQUE, "shard " + i % 4, i * 10L));
        counts.add(new FunnelCount(window, "full", FunnelStage.BENIGN, "id " + i, 1));
        counts.add(new FunnelCount(window, "reduced", FunnelStage.UNPARSABLE, "t-0@" + i, 1));
        counts.add(new FunnelCount("unknown", "full", FunnelStage.FUTURE, "t-1@" + i, 1));
      }
      counts.add(new FunnelCount(window, "full", FunnelStage.EXEMPLARS, "registry", 40));
    }
    Funnel expected = new Funnel();
    counts.forEach(expected::add);
    Random random = new Random(7);
    for (FunnelCount count : counts) {
      fold.add(count);
      fold.add(counts.get(random.nextInt(counts.size())));
    }
    assertThat(fold.funnel().rows()).isEqualTo(expected.rows());
    assertThat(fold.funnel().total()).isEqualTo(expected.total());
  }

  @Test
  void theEarliestWindowsAreAddedUpAndNothingIsLost() {
    int days = FunnelFold.MOST_ROWS + 500;
    for (int day = 0; day < days; day++) {
      String window = FIRST.plusDays(day).toString();
      fold.add(new FunnelCount(window, "full", FunnelStage.UNIQUE, "shard 1", 3));
      fold.add(new FunnelCount(window, "full", FunnelStage.UNPARSABLE, "origin " + day, 1));
    }
    assertThat(fold.funnel().rows()).hasSize(FunnelFold.MOST_ROWS);
    assertThat(fold.funnel().total().events()).isEqualTo(4L * days);
    // A restart sends counts again, also of windows that are no longer there.
    fold.add(new FunnelCount(FIRST.toString(), "full", FunnelStage.UNIQUE, "shard 1", 3));
    fold.add(new FunnelCount(FIRST.toString(), "full", FunnelStage.UNPARSABLE, "origin 0", 1));
    assertThat(fold.funnel().total().events()).isEqualTo(4L * days);
    assertThat(fold.funnel().rows()).hasSize(FunnelFold.MOST_ROWS);
    // What is new of such a window is counted.
    fold.add(new FunnelCount(FIRST.toString(), "full", FunnelStage.UNPARSABLE, "another", 1));
    assertThat(fold.funnel().total().events()).isEqualTo(4L * days + 1);
  }
}
