package dev.longtail.job.cli;

import dev.longtail.detectors.forest.IsolationForestDetector;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.detectors.window.SampleSize;
import dev.longtail.detectors.window.ShardWindow;
import dev.longtail.job.config.Scales;
import dev.longtail.job.config.TopologyOptions;
import dev.longtail.udfs.embedding.EmbeddingModel;
import dev.longtail.udfs.features.ExpertFeatures;
import dev.longtail.udfs.features.TokenVocabulary;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of the detection, shared by the commands that run the job. */
final class JobOptions {
  private static final TopologyOptions.Ranking RANKING = TopologyOptions.DEFAULT.ranking();

  @Option(
      names = "--scale",
      paramLabel = "S",
      description =
          "full: every unique command by expert features; reduced: a hash sample by embeddings;"
              + " both (default: ${DEFAULT-VALUE})")
  Scales scale = RANKING.scales();

  @Option(
      names = "--sample-share",
      paramLabel = "P",
      description =
          "share of a window's unique commands that the reduced scale takes (default:"
              + " ${DEFAULT-VALUE})")
  double sampleShare = RANKING.sample().share();

  @Option(
      names = "--sample-count",
      paramLabel = "N",
      description =
          "commands of a window that the reduced scale takes, about 2 KB of memory each; divided by"
              + " the shards and rounded up, at least 2 a shard"
              + " (default: ${DEFAULT-VALUE})")
  int sampleCount = RANKING.sample().count();

  private static final Duration LONGEST_WINDOW = Duration.ofDays(366);

  /** Features of a line, with as many tokens as a vocabulary can have. */
  private static final int MOST_COLUMNS = ExpertFeatures.count() + 2 * TokenVocabulary.SIZE;

  @Option(
      names = "--top-k",
      paramLabel = "N",
      description = "anomalies of a window, over all shards (default: ${DEFAULT-VALUE})")
  int topK = RANKING.topK();

  @Mixin NearDuplicateOptions nearDuplicates;

  @Option(
      names = "--trees",
      paramLabel = "N",
      description = "trees of the isolation forest (default: ${DEFAULT-VALUE})")
  int trees = RANKING.detector().trees();

  @Option(
      names = "--extension",
      paramLabel = "N",
      description =
          "attributes a split takes beyond one, at most 2,191; 1 or more is the extended isolation"
              + " forest (default: ${DEFAULT-VALUE})")
  int extension = RANKING.detector().extension();

  @Option(
      names = "--window",
      paramLabel = "PERIOD",
      description = "length of a detector window, e.g. PT12H (default: ${DEFAULT-VALUE})")
  Duration window = Duration.ofMillis(TopologyOptions.DEFAULT.events().windows().size());

  @Option(
      names = "--shards",
      paramLabel = "N",
      description =
          "partitions of the unique commands, each with its own model; at most 128 (default:"
              + " ${DEFAULT-VALUE})")
  int shards = RANKING.shards();

  @Option(
      names = "--pool",
      paramLabel = "N",
      description =
          "unique commands a shard ranks; of more, those that the window before makes look"
              + " anomalous (default: ${DEFAULT-VALUE})")
  int pool = RANKING.limits().pool();

  @Option(
      names = "--unique-limit",
      paramLabel = "N",
      description =
          "unique commands a shard remembers one by one, 12 bytes each; the number of more is"
              + " estimated (default: ${DEFAULT-VALUE})")
  int uniqueLimit = RANKING.limits().unique();

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
    DetectorWindows windows = windows(window);
    EmbeddingModel model = embeddingModel(embeddingModel);
    TopologyOptions defaults = TopologyOptions.DEFAULT;
    return new TopologyOptions(
        new TopologyOptions.Events(
            windows, defaults.events().range(), defaults.events().outOfOrderness()),
        new TopologyOptions.Ranking(
            scale,
            shards,
            topK,
            new IsolationForestDetector(trees, RANKING.detector().subsample(), extension),
            new ShardWindow.Limits(RANKING.limits().sample(), pool, uniqueLimit),
            new SampleSize(sampleShare, sampleCount)),
        new TopologyOptions.NearDuplicates(model, nearDuplicates.rule(model)),
        defaults.labels());
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
        sampleShare > 0 && sampleShare <= 1,
        "--sample-share",
        sampleShare,
        "more than 0, at most 1",
        0.08);
    OutOfRange.below(2, "--sample-count", sampleCount, 100_000);
    OutOfRange.below(1, "--trees", trees, 100);
    OutOfRange.outside(0, MOST_COLUMNS - 1, "--extension", extension, 1);
  }

  /** The detector windows of a length that is in its range. */
  static DetectorWindows windows(Duration window) {
    boolean wholeSeconds =
        window.compareTo(Duration.ofSeconds(1)) >= 0
            && window.compareTo(LONGEST_WINDOW) <= 0
            && window.toNanosPart() == 0;
    OutOfRange.unless(
        wholeSeconds, "--window", window, "whole seconds from PT1S to P366D", "PT12H");
    return new DetectorWindows(window.toMillis());
  }

  static EmbeddingModel embeddingModel(Path folder) {
    return folder == null ? EmbeddingModel.MINILM : EmbeddingModel.inFolder(folder);
  }
}
