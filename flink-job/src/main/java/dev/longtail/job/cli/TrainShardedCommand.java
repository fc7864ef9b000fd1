package dev.longtail.job.cli;

import dev.longtail.job.config.Catalogue;
import dev.longtail.job.local.LocalFlink;
import dev.longtail.job.sharding.ShardedOptions;
import dev.longtail.job.sharding.ShardedTraining;
import dev.longtail.job.storage.FileSystems;
import dev.longtail.job.storage.Location;
import dev.longtail.training.classify.ModelSettings;
import dev.longtail.training.run.TrainingOptions;
import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Trains one model on a set larger than one machine. It is no option of {@code train}: that command
 * trains and evaluates a whole table of models, holds all of it in memory, and takes files of this
 * machine.
 */
@Command(
    name = "train-sharded",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Trains one model on a training set that is larger than one machine.",
      "A Flink job embeds the lines and writes them in shards, one for each worker. The workers are"
          + " subtasks of another; they grow the trees together, each from its shard. The other"
          + " parts of the model learn from a sample. The model is one of train's: score, release"
          + " and the job take it."
    })
final class TrainShardedCommand implements Callable<Integer>, OptionFlags.Taker {
  private final OptionFlags flags =
      OptionFlags.of(Catalogue.EMBEDDING_MODEL, Catalogue.VECTOR_STORE);

  @Spec private CommandSpec spec;

  @Option(
      names = "--ab",
      paramLabel = "F",
      description = "aggregated baseline, a file or folder, here or at a URI")
  private String ab;

  @Option(names = "--rb", paramLabel = "F", description = "regex baseline, instead of --ab")
  private String rb;

  @Option(
      names = "--augment",
      paramLabel = "DIR",
      description =
          "what to add: the output folder of a backfill, or a training-data folder or file")
  private Path augment;

  @Option(
      names = "--revocations",
      paramLabel = "F",
      description =
          "leave out what these revocations withdraw: the file revocations.jsonl of longtail"
              + " revoke")
  private Path revocations;

  @Option(
      names = "--test-set",
      paramLabel = "F",
      arity = "1..*",
      description = "labelled files whose lines are never added")
  private List<Path> testSets = List.of();

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "the model's folder")
  private Path out;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "2",
      description =
          "workers that grow the trees, all at once, each with its shard (default:"
              + " ${DEFAULT-VALUE}); another number gives slightly other trees")
  private int workers;

  @Option(
      names = "--cluster",
      paramLabel = "URL",
      description =
          "run the jobs on the Flink cluster with this REST interface, e.g. http://host:8081"
              + " (default: on this machine)")
  private URI cluster;

  @Option(
      names = "--work",
      paramLabel = "DIR",
      description =
          "folder for the shards, which every machine reaches; needed with --cluster (default:"
              + " below --out). A run empties it when it ends")
  private String work;

  @Option(
      names = "--sample",
      paramLabel = "N",
      defaultValue = "" + ShardedOptions.DEFAULT_SAMPLE,
      description =
          "lines that n-grams, nearest lines, ridge and calibration learn from, at most; half of"
              + " them of either label (default: ${DEFAULT-VALUE})")
  private long sample;

  @Option(
      names = "--published",
      description =
          "grow the trees of the published method, on expert features and tokens, for comparison;"
              + " writes published-trees.json and no model")
  private boolean published;

  @Option(
      names = "--trees",
      paramLabel = "N",
      defaultValue = "" + TrainingOptions.DEFAULT_TREES,
      description = "boosted trees, as of train (default: ${DEFAULT-VALUE})")
  private int trees;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "" + TrainingOptions.DEFAULT_SEED,
      description = "seed of every draw (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description =
          "subtasks that embed and write shards; no result depends on it (default: on this machine"
              + " one for each core, at most 4; on a cluster as many as --workers)")
  private Integer parallelism;

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      description =
          "how long a worker waits for the others, at the beginning and at each sum (default: 300)")
  private long patience = ShardedOptions.DEFAULT_PATIENCE.toSeconds();

  @Override
  public OptionFlags flags() {
    return flags;
  }

  @Override
  public Integer call() {
    if ((ab == null) == (rb == null)) {
      throw refused("give one base set: --ab or --rb");
    }
    if (revocations != null && augment == null) {
      throw refused("--revocations leaves lines out of --augment, which is missing");
    }
    if (cluster != null && work == null) {
      throw refused("--cluster needs --work: a folder that every machine reaches");
    }
    if (workers < 1 || trees < 1 || patience < 1 || (parallelism != null && parallelism < 1)) {
      throw refused("--workers, --trees, --parallelism and --patience must be 1 or more");
    }
    if (sample < 2L * workers) {
      throw refused("--sample must be two lines for each worker or more");
    }
    Location base = new Location(ab == null ? rb : ab);
    Location folder = work == null ? Location.of(out.toAbsolutePath()) : new Location(work);
    List<FileSystems.Use> uses = new ArrayList<>();
    uses.add(new FileSystems.Use(ab == null ? "--rb" : "--ab", base, false));
    uses.add(new FileSystems.Use("--work", folder, true));
    FileSystems.prepare(() -> RunCommand.flinkSettings(RunCommand.defaultFlinkConf()), uses);
    makeOut();
    ShardedTraining.Facts facts =
        ShardedTraining.run(
            new ShardedOptions(
                ab == null ? "rb" : "ab",
                base,
                Optional.ofNullable(augment),
                Optional.ofNullable(revocations),
                testSets,
                out,
                folder,
                workers,
                subtasks(),
                sample,
                new ModelSettings(trees, seed),
                Duration.ofSeconds(patience),
                published ? Optional.empty() : Optional.of(flags.embeddingModel()),
                Optional.ofNullable(cluster)),
            System.err::println);
    System.err.printf("%s: %,d trees of %,d lines%n", out, facts.trees(), facts.lines());
    return 0;
  }

  private int subtasks() {
    return parallelism != null
        ? parallelism
        : cluster != null ? workers : LocalFlink.usualParallelism();
  }

  private void makeOut() {
    try {
      Files.createDirectories(out);
    } catch (IOException e) {
      throw new InputException(out + ": cannot be written: " + InputException.reason(e), e);
    }
  }

  private ParameterException refused(String why) {
    return new ParameterException(spec.commandLine(), why);
  }
}
