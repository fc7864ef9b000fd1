package dev.longtail.job.cli;

import dev.longtail.detectors.core.DetectorWindows;
import dev.longtail.detectors.core.IsolationForestDetector;
import dev.longtail.detectors.core.ShardWindow;
import dev.longtail.job.TopologyOptions;
import dev.longtail.udfs.core.EmbeddingModel;
import dev.longtail.udfs.core.ExpertFeatures;
import dev.longtail.udfs.core.TokenVocabulary;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Options of the detection, shared by the commands that run the job. */
final class JobOptions {
  private static final Duration LONGEST_WINDOW = Duration.ofDays(366);

  /** Features of a line, with as many tokens as a vocabulary can have. */
  private static final int MOST_COLUMNS = ExpertFeatures.count() + 2 * TokenVocabulary.SIZE;

  @Option(
      names = "--top-k",
      paramLabel = "N",
      description = "anomalies of a window, over all shards (default: ${DEFAULT-VALUE})")
  int topK = TopologyOptions.DEFAULT.topK();

  @Option(
      names = "--threshold",
      paramLabel = "T",
      description =
          "an anomaly whose cosine to an earlier exemplar is greater is a near-duplicate"
              + " (default: ${DEFAULT-VALUE})")
  double threshold = TopologyOptions.DEFAULT.nearDuplicateThreshold();

  @Option(
      names = "--trees",
      paramLabel = "N",
      description = "trees of the isolation forest (default: ${DEFAULT-VALUE})")
  int trees = TopologyOptions.DEFAULT.detector().trees();

  @Option(
      names = "--extension",
      paramLabel = "N",
      description =
          "attributes a split takes beyond one, at most 2,191; 1 or more is the extended isolation"
              + " forest (default: ${DEFAULT-VALUE})")
  int extension = TopologyOptions.DEFAULT.detector().extension();

  @Option(
      names = "--window",
      paramLabel = "PERIOD",
      description = "length of a detector window, e.g. PT12H (default: ${DEFAULT-VALUE})")
  Duration window = Duration.ofMillis(TopologyOptions.DEFAULT.windows().size());

  @Option(
      names = "--shards",
      paramLabel = "N",
      description =
          "partitions of the unique commands, each with its own model; at most 128 (default:"
              + " ${DEFAULT-VALUE})")
  int shards = TopologyOptions.DEFAULT.shards();

  @Option(
      names = "--pool",
      paramLabel = "N",
      description =
          "unique commands a shard ranks; of more, those that the window before makes look"
              + " anomalous (default: ${DEFAULT-VALUE})")
  int pool = TopologyOptions.DEFAULT.limits().pool();

  @Option(
      names = "--unique-limit",
      paramLabel = "N",
      description =
          "unique commands a shard remembers one by one, 12 bytes each; the number of more is"
              + " estimated (default: ${DEFAULT-VALUE})")
  int uniqueLimit = TopologyOptions.DEFAULT.limits().unique();

  @Option(
      names = "--embedding-model",
      paramLabel = "DIR",
      description = "folder with model.onnx and tokenizer.json (default: all-MiniLM-L6-v2)")
  Path embeddingModel;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description = "parallel subtasks; never changes a result (default: ${DEFAULT-VALUE})")
  int parallelism = Math.min(Runtime.getRuntime().availableProcessors(), 4);

  /** The options with everything that a bad value can break checked. */
  TopologyOptions topology() {
    checkRanges();
    TopologyOptions defaults = TopologyOptions.DEFAULT;
    return new TopologyOptions(
        new DetectorWindows(window.toMillis()),
        defaults.range(),
        defaults.allowedLateness(),
        shards,
        topK,
        new IsolationForestDetector(trees, defaults.detector().subsample(), extension),
        new ShardWindow.Limits(defaults.limits().sample(), pool, uniqueLimit),
        embeddingModel(embeddingModel),
        threshold,
        defaults.labeler(),
        defaults.controlArms());
  }

  private void checkRanges() {
    int mostParts = TopologyOptions.MAX_PARALLELISM;
    OutOfRange.outside(1, mostParts, "--parallelism", parallelism, 2);
    OutOfRange.outside(1, mostParts, "--shards", shards, 4);
    OutOfRange.below(1, "--pool", pool, 32_768);
    String upToThePool = "from 1 to %,d, the pool".formatted(pool);
    OutOfRange.unless(topK >= 1 && topK <= pool, "--top-k", topK, upToThePool, 300);
    OutOfRange.below(
        ShardWindow.Limits.FEWEST_UNIQUE, "--unique-limit", uniqueLimit, ShardWindow.Limits.UNIQUE);
    OutOfRange.unless(
        threshold >= 0 && threshold <= 1, "--threshold", threshold, "from 0 to 1", 0.9);
    OutOfRange.below(1, "--trees", trees, 100);
    OutOfRange.outside(0, MOST_COLUMNS - 1, "--extension", extension, 1);
    boolean wholeSeconds =
        window.compareTo(Duration.ofSeconds(1)) >= 0
            && window.compareTo(LONGEST_WINDOW) <= 0
            && window.toNanosPart() == 0;
    OutOfRange.unless(
        wholeSeconds, "--window", window, "whole seconds from PT1S to P366D", "PT12H");
  }

  static EmbeddingModel embeddingModel(Path folder) {
    return folder == null ? EmbeddingModel.MINILM : EmbeddingModel.inFolder(folder);
  }
}
