package dev.longtail.job.cli;

import dev.longtail.detectors.ranking.Combination;
import dev.longtail.detectors.window.FunnelCount;
import dev.longtail.detectors.window.Scale;
import dev.longtail.job.config.TopologyOptions;
import dev.longtail.job.funnel.Funnel;
import dev.longtail.udfs.text.Counted;
import java.util.List;
import java.util.Optional;

/**
 * Warns if the anomalies of the reduced scale are a large share of its sample. They are then hardly
 * a long tail.
 */
final class SampleWarning {
  /** Half of the sample or more is a large share. */
  private static final int MOST_OF = 2;

  private SampleWarning() {}

  /** Checks the options before the work: no window's sample is larger than they allow. */
  static Optional<String> before(TopologyOptions.Ranking ranking) {
    int sample = ranking.sample().count();
    return ranking.scales().has(Scale.REDUCED) && isMuch(ranking, sample)
        ? Optional.of(text(ranking, "the %,d commands sampled of a window".formatted(sample)))
        : Optional.empty();
  }

  /** Checks the samples of the windows after the work. */
  static Optional<String> after(TopologyOptions.Ranking ranking, Funnel funnel) {
    List<Funnel.Row> small =
        funnel.rows().stream()
            .filter(row -> row.scale().equals(Scale.REDUCED.label()))
            .filter(row -> !row.window().equals(FunnelCount.UNKNOWN_WINDOW))
            .filter(row -> row.counts().unique() > 0)
            .filter(row -> isMuch(ranking, row.counts().unique()))
            .toList();
    if (small.isEmpty()) {
      return Optional.empty();
    }
    Funnel.Row first = small.get(0);
    return Optional.of(
        text(
            ranking,
            "the commands sampled of a window: %s has only %,d%s"
                .formatted(
                    first.window(),
                    first.counts().unique(),
                    small.size() == 1
                        ? ""
                        : ", and " + Counted.of(small.size() - 1, "more such window"))));
  }

  private static boolean isMuch(TopologyOptions.Ranking ranking, long sample) {
    int rankings =
        ranking.combination() == Combination.EACH ? ranking.reducedDetectors().size() : 1;
    return (long) ranking.topK() * rankings * MOST_OF >= sample;
  }

  private static String text(TopologyOptions.Ranking ranking, String sample) {
    String of =
        ranking.combination() == Combination.EACH
            ? "of each of %d detectors".formatted(ranking.reducedDetectors().size())
            : "of all detectors together";
    return "warning: the top %,d %s of the reduced scale are a good share of %s;"
            .formatted(ranking.topK(), of, sample)
        + " lower --top-k, or raise --sample-count or --sample-share where they limit the sample";
  }
}
