package dev.longtail.job.funnel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.detectors.window.FunnelCount;
import dev.longtail.detectors.window.FunnelStage;
import org.junit.jupiter.api.Test;

class FunnelTest {
  private final Funnel funnel = new Funnel();

  @Test
  void addsThePlacesOfAStage() {
    count("2025-01-01", FunnelStage.UNIQUE, "shard 1", 10);
    count("2025-01-01", FunnelStage.UNIQUE, "shard 2", 20);
    count("2025-01-01", FunnelStage.REPEATED, "shard 1", 5);
    count("2025-01-01", FunnelStage.LATE, "shard 1", 2);
    count("2025-01-01", FunnelStage.UNPARSABLE, "f:3", 1);
    Funnel.Counts row = funnel.rows().get(0).counts();
    assertThat(row.unique()).isEqualTo(30);
    assertThat(row.events()).isEqualTo(38);
  }

  @Test
  void aReplayedDeadLetterIsNoLongerUnparsable() {
    count("2025-01-01", FunnelStage.UNPARSABLE, "t-0@3", 1);
    count("2025-01-01", FunnelStage.UNPARSABLE, "t-0@4", 1);
    count("2025-01-01", FunnelStage.REPLAYED, "t-0@3", 1);
    count("2025-01-01", FunnelStage.REPLAYED, "t-0@3", 1);
    count("2025-01-01", FunnelStage.LATE, "shard 1", 1);
    assertThat(funnel.total().unparsable()).isEqualTo(1);
    assertThat(funnel.total().replayed()).isEqualTo(1);
    assertThat(funnel.total().events()).isEqualTo(2);
  }

  @Test
  void aCountThatComesAgainChangesNothing() {
    count("2025-01-01", FunnelStage.LATE, "shard 1", 1);
    count("2025-01-01", FunnelStage.LATE, "shard 1", 2);
    count("2025-01-01", FunnelStage.LATE, "shard 1", 1);
    assertThat(funnel.total().late()).isEqualTo(2);
  }

  @Test
  void exemplarsWithoutVerdictAreWaiting() {
    count("2025-01-02", FunnelStage.EXEMPLARS, "registry", 4);
    count("2025-01-02", FunnelStage.BENIGN, "a", 1);
    count("2025-01-02", FunnelStage.ADMITTED, "a", 1);
    count("2025-01-02", FunnelStage.MALICIOUS, "b", 1);
    count("2025-01-02", FunnelStage.QUARANTINED, "b", 1);
    count("2025-01-01", FunnelStage.EXEMPLARS, "registry", 1);
    assertThat(funnel.rows())
        .extracting(Funnel.Row::window)
        .containsExactly("2025-01-01", "2025-01-02");
    assertThat(funnel.rows()).extracting(row -> row.counts().waiting()).containsExactly(1L, 2L);
    assertThat(funnel.total().waiting()).isEqualTo(3);
  }

  @Test
  void eventsFromTheFutureAreEventsOfNoWindow() {
    count("2025-01-02", FunnelStage.UNIQUE, "shard 1", 4);
    count(FunnelCount.UNKNOWN_WINDOW, FunnelStage.FUTURE, "events-0@3", 1);
    assertThat(funnel.windows()).isOne();
    assertThat(funnel.total().future()).isOne();
    assertThat(funnel.total().unparsable()).isZero();
    assertThat(funnel.total().events()).isEqualTo(5);
  }

  @Test
  void recordsWithoutATimeAreOfNoWindow() {
    count("2025-01-02", FunnelStage.UNIQUE, "shard 1", 4);
    count(FunnelCount.UNKNOWN_WINDOW, FunnelStage.UNPARSABLE, "f:3", 1);
    assertThat(funnel.windows()).isOne();
    assertThat(funnel.total().events()).isEqualTo(5);
  }

  private void count(String window, FunnelStage stage, String place, long count) {
    funnel.add(new FunnelCount(window, "full", stage, place, count));
  }
}
