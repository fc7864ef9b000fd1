package dev.longtail.job.run;

import dev.longtail.detectors.duplicates.NearDuplicateRule;
import dev.longtail.detectors.window.SampleSize;
import dev.longtail.job.config.Scales;
import dev.longtail.job.config.TimeRange;
import dev.longtail.job.config.TopologyOptions;
import dev.longtail.udfs.testing.SmallModel;

/** What the tests' backfills compute: the defaults, with a model of a moment. */
final class SmallJob {
  private SmallJob() {}

  /** The full scale alone. */
  static TopologyOptions full(TimeRange range, int topK, TopologyOptions.Labels labels) {
    return of(Scales.FULL, range, topK, TopologyOptions.DEFAULT.ranking().sample(), labels);
  }

  /** Both scales; the reduced one on a sample of this size. */
  static TopologyOptions both(
      TimeRange range, int topK, int sample, TopologyOptions.Labels labels) {
    return of(Scales.BOTH, range, topK, new SampleSize(1, sample), labels);
  }

  private static TopologyOptions of(
      Scales scales, TimeRange range, int topK, SampleSize sample, TopologyOptions.Labels labels) {
    TopologyOptions.Events events = TopologyOptions.DEFAULT.events();
    TopologyOptions.Ranking ranking = TopologyOptions.DEFAULT.ranking();
    return new TopologyOptions(
        new TopologyOptions.Events(events.windows(), range, events.outOfOrderness()),
        new TopologyOptions.Ranking(
            scales, ranking.shards(), topK, ranking.detector(), ranking.limits(), sample),
        new TopologyOptions.NearDuplicates(
            SmallModel.MODEL, new NearDuplicateRule(SmallModel.COSINE, true)),
        labels);
  }
}
