package dev.longtail.job;

import dev.longtail.detectors.core.DetectorWindows;
import dev.longtail.detectors.core.IsolationForestDetector;
import dev.longtail.detectors.core.ShardWindow;
import dev.longtail.labeler.core.LabelerOptions;
import dev.longtail.udfs.core.EmbeddingModel;
import java.time.Duration;

/**
 * Everything that decides what the job computes.
 *
 * @param windows the detector windows
 * @param range event times outside of it are ignored
 * @param allowedLateness how far behind the latest event another may come and still count
 * @param shards partitions of the unique commands; a change makes other models, so keep it
 * @param topK anomalies of a window, per scale and detector
 * @param detector of the full scale
 * @param limits of a shard's memory
 * @param embeddingModel for near-duplicates
 * @param nearDuplicateThreshold an anomaly with a greater cosine to an exemplar is no exemplar
 * @param labeler who labels
 * @param controlArms whether the control arms are labelled too
 */
public record TopologyOptions(
    DetectorWindows windows,
    TimeRange range,
    Duration allowedLateness,
    int shards,
    int topK,
    IsolationForestDetector detector,
    ShardWindow.Limits limits,
    EmbeddingModel embeddingModel,
    double nearDuplicateThreshold,
    LabelerOptions labeler,
    boolean controlArms) {

  /** Flink's maximum parallelism of every operator, fixed for the life of a job's state. */
  public static final int MAX_PARALLELISM = 128;

  /** Defaults that need no tuning; see {@code docs/benchmarks.md} for where they come from. */
  public static final TopologyOptions DEFAULT =
      new TopologyOptions(
          DetectorWindows.DAILY,
          TimeRange.ALL,
          Duration.ofMinutes(10),
          4,
          300,
          IsolationForestDetector.DEFAULT,
          new ShardWindow.Limits(4096, 32_768),
          EmbeddingModel.MINILM,
          0.9,
          LabelerOptions.none(),
          false);

  /** Refuses what no job can do. */
  public TopologyOptions {
    if (shards < 1 || shards > MAX_PARALLELISM) {
      throw new IllegalArgumentException(shards + " shards; 1 to " + MAX_PARALLELISM);
    }
    if (topK < 1 || topK > limits.pool()) {
      throw new IllegalArgumentException("top " + topK + "; 1 to the pool's " + limits.pool());
    }
    if (allowedLateness.isNegative()) {
      throw new IllegalArgumentException("allowed lateness " + allowedLateness);
    }
    if (!(nearDuplicateThreshold >= 0 && nearDuplicateThreshold <= 1)) {
      throw new IllegalArgumentException("threshold " + nearDuplicateThreshold + "; 0 to 1");
    }
  }

  /** The same for events of another range. */
  public TopologyOptions with(TimeRange events) {
    return new TopologyOptions(
        windows,
        events,
        allowedLateness,
        shards,
        topK,
        detector,
        limits,
        embeddingModel,
        nearDuplicateThreshold,
        labeler,
        controlArms);
  }

  /** The same with another labeler. */
  public TopologyOptions with(LabelerOptions who, boolean alsoControlArms) {
    return new TopologyOptions(
        windows,
        range,
        allowedLateness,
        shards,
        topK,
        detector,
        limits,
        embeddingModel,
        nearDuplicateThreshold,
        who,
        alsoControlArms);
  }
}
