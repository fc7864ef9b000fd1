package dev.longtail.job.config;

import dev.longtail.detectors.duplicates.NearDuplicateRule;
import dev.longtail.detectors.forest.IsolationForestDetector;
import dev.longtail.detectors.ranking.EmbeddingRanker;
import dev.longtail.detectors.ranking.ShardRanker;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.detectors.window.SampleSize;
import dev.longtail.detectors.window.Scale;
import dev.longtail.detectors.window.ShardWindow;
import dev.longtail.labeler.client.LabelerOptions;
import dev.longtail.udfs.embedding.EmbeddingModel;
import dev.longtail.udfs.features.TokenVocabulary;
import java.time.Duration;

/**
 * Everything that decides what the job computes.
 *
 * @param events which events count
 * @param ranking how the anomalies of a window are found
 * @param nearDuplicates which of them are exemplars
 * @param labels who labels what
 */
public record TopologyOptions(
    Events events, Ranking ranking, NearDuplicates nearDuplicates, Labels labels) {

  /** Flink's maximum parallelism of every operator, fixed for the life of a job's state. */
  public static final int MAX_PARALLELISM = 128;

  /** Defaults that need no tuning; see {@code docs/benchmarks.md} for where they come from. */
  public static final TopologyOptions DEFAULT =
      new TopologyOptions(
          new Events(DetectorWindows.DAILY, TimeRange.ALL, Duration.ofMinutes(10)),
          new Ranking(
              Scales.FULL,
              4,
              300,
              IsolationForestDetector.DEFAULT,
              new ShardWindow.Limits(4096, 32_768),
              SampleSize.DEFAULT),
          new NearDuplicates(
              EmbeddingModel.MINILM, NearDuplicateRule.shapes(EmbeddingModel.MINILM)),
          new Labels(LabelerOptions.none(), false));

  /**
   * Which events count, and for which window.
   *
   * @param windows the detector windows
   * @param range event times outside of it are ignored
   * @param outOfOrderness how far behind the latest event another may come and still count
   */
  public record Events(DetectorWindows windows, TimeRange range, Duration outOfOrderness) {
    /** Refuses a negative lateness. */
    public Events {
      require(!outOfOrderness.isNegative(), "an bounded out-of-orderness of " + outOfOrderness);
    }
  }

  /**
   * How the anomalies of a window are found.
   *
   * @param scales the scales to work at
   * @param shards partitions of the unique commands; a change makes other models, so keep it
   * @param topK anomalies of a window, per scale and detector
   * @param detector of the full scale
   * @param limits of a shard's memory
   * @param sample of the reduced scale
   */
  public record Ranking(
      Scales scales,
      int shards,
      int topK,
      IsolationForestDetector detector,
      ShardWindow.Limits limits,
      SampleSize sample) {
    /** Refuses what no job can do. */
    public Ranking {
      require(
          shards >= 1 && shards <= MAX_PARALLELISM, shards + " shards; 1 to " + MAX_PARALLELISM);
      require(
          topK >= 1 && topK <= limits.pool(), "top " + topK + "; 1 to the pool's " + limits.pool());
    }

    /** The full scale's ranker; null without that scale. */
    public ShardRanker full() {
      return scales.has(Scale.FULL) ? new ShardRanker(detector, TokenVocabulary.SIZE, topK) : null;
    }

    /** What a shard has to remember: without the full scale nothing but which commands it saw. */
    public ShardWindow.Limits shardLimits() {
      return scales.has(Scale.FULL) ? limits : new ShardWindow.Limits(2, 1, limits.unique());
    }

    /** The reduced scale's sample; null without that scale. */
    public SampleSize reduced() {
      return scales.has(Scale.REDUCED) ? sample : null;
    }

    /** The reduced scale's ranker. */
    public EmbeddingRanker embeddings() {
      return new EmbeddingRanker(EmbeddingRanker.DETECTORS, topK);
    }
  }

  /**
   * Which anomalies are exemplars.
   *
   * @param model embeds their templates; also those of the reduced scale's sample
   * @param rule what makes an anomaly a near-duplicate
   */
  public record NearDuplicates(EmbeddingModel model, NearDuplicateRule rule) {}

  /**
   * Who labels what.
   *
   * @param labeler who labels
   * @param controlArms whether the control arms are labelled too
   */
  public record Labels(LabelerOptions labeler, boolean controlArms) {}

  /** The same for events of another range. */
  public TopologyOptions with(TimeRange range) {
    return new TopologyOptions(
        new Events(events.windows, range, events.outOfOrderness), ranking, nearDuplicates, labels);
  }

  /** The same with another labeler. */
  public TopologyOptions with(LabelerOptions who, boolean alsoControlArms) {
    return new TopologyOptions(events, ranking, nearDuplicates, new Labels(who, alsoControlArms));
  }

  /** The same with other ways to find anomalies. */
  public TopologyOptions with(Ranking other) {
    return new TopologyOptions(events, other, nearDuplicates, labels);
  }

  private static void require(boolean met, String problem) {
    if (!met) {
      throw new IllegalArgumentException(problem);
    }
  }
}
