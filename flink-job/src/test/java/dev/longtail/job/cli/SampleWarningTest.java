package dev.longtail.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.detectors.window.FunnelCount;
import dev.longtail.detectors.window.FunnelStage;
import dev.longtail.detectors.window.SampleSize;
import dev.longtail.job.config.Scales;
import dev.longtail.job.config.TopologyOptions;
import dev.longtail.job.funnel.Funnel;
import org.junit.jupiter.api.Test;

class SampleWarningTest {
  private final Funnel funnel = new Funnel();

  @Test
  void aSampleThatTheAnomaliesNearlyFillIsWarnedOfBeforeTheWork() {
    assertThat(SampleWarning.before(ranking(Scales.REDUCED, 300, 1_000)))
        .hasValueSatisfying(
            text -> assertThat(text).contains("top 300 of each of 3 detectors", "the 1,000"));
    assertThat(SampleWarning.before(ranking(Scales.BOTH, 300, 1_801))).isEmpty();
    assertThat(SampleWarning.before(ranking(Scales.FULL, 300, 1_000))).isEmpty();
  }

  @Test
  void smallWindowsAreWarnedOfOnceAfterIt() {
    TopologyOptions.Ranking ranking = ranking(Scales.BOTH, 300, 100_000);
    sampled("2025-01-01", "reduced", 50_000);
    sampled("2025-01-02", "full", 10);
    sampled(FunnelCount.UNKNOWN_WINDOW, "reduced", 1);
    assertThat(SampleWarning.after(ranking, funnel)).isEmpty();
    sampled("2025-01-03", "reduced", 900);
    sampled("2025-01-04", "reduced", 700);
    assertThat(SampleWarning.after(ranking, funnel))
        .hasValueSatisfying(
            text -> assertThat(text).contains("2025-01-03 has only 900, and 1 more such window"));
  }

  private void sampled(String window, String scale, long count) {
    funnel.add(new FunnelCount(window, scale, FunnelStage.UNIQUE, "shard 1", count));
  }

  private static TopologyOptions.Ranking ranking(Scales scales, int topK, int sample) {
    TopologyOptions.Ranking usual = TopologyOptions.DEFAULT.ranking();
    return new TopologyOptions.Ranking(
        scales, usual.shards(), topK, usual.detector(), usual.limits(), new SampleSize(1, sample));
  }
}
