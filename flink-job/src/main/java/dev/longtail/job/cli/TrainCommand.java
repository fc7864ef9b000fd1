package dev.longtail.job.cli;

import dev.longtail.job.config.Catalogue;
import dev.longtail.training.review.CertifiedLabels;
import dev.longtail.training.run.Depth;
import dev.longtail.training.run.TrainingOptions;
import dev.longtail.training.run.TrainingResult;
import dev.longtail.training.run.TrainingRun;
import dev.longtail.udfs.embedding.EmbeddingModel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains and evaluates every row of the table. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Trains and evaluates a classifier for every training set.",
      "The sets are RB and AB, alone and with what a backfill found. Writes table.json, table.md,"
          + " report.html, lines.json, lines.md and models/. Inputs are JSON Lines of {cmd, label};"
          + " a label is benign or malicious."
    })
final class TrainCommand implements Callable<Integer>, OptionFlags.Taker {
  private final OptionFlags flags =
      OptionFlags.of(Catalogue.EMBEDDING_MODEL, Catalogue.VECTOR_STORE);

  @Spec private CommandSpec spec;

  @Option(names = "--rb", paramLabel = "F", description = "regex baseline")
  private Path rb;

  @Option(names = "--ab", paramLabel = "F", description = "aggregated baseline")
  private Path ab;

  @Option(
      names = "--augment",
      paramLabel = "DIR",
      description =
          "what to add: the output folder of a backfill, or a training-data folder or file")
  private Path augment;

  @Option(
      names = "--review",
      paramLabel = "F",
      description =
          "what review score --out wrote; labels of --augment that it does not vouch for are"
              + " refused")
  private Path review;

  @Option(
      names = "--min-benign-precision",
      paramLabel = "P",
      description =
          "with --review: the certified lower bound of benign precision that each judge must have,"
              + " such as 0.95")
  private Double minBenignPrecision;

  @Option(
      names = "--revocations",
      paramLabel = "F",
      description =
          "leave out what these revocations withdraw: the file revocations.jsonl of longtail"
              + " revoke")
  private Path revocations;

  @Option(
      names = "--incident",
      required = true,
      paramLabel = "F",
      description = "the hard, expert-labelled test set")
  private Path incident;

  @Option(
      names = "--time-split",
      required = true,
      paramLabel = "F",
      description = "the test set from the weeks after the training period")
  private Path timeSplit;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "output folder")
  private Path out;

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
          "models trained side by side; no result depends on it (default: one for each core)")
  private int parallelism = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--trees",
      paramLabel = "N",
      defaultValue = "" + TrainingOptions.DEFAULT_TREES,
      description = "boosted trees of a model (default: ${DEFAULT-VALUE})")
  private int trees;

  @Option(
      names = "--without-embeddings",
      description =
          "train models that score lines by their text alone: a hundred times faster, but they know"
              + " attacks of new sources less well")
  private boolean withoutEmbeddings;

  @Option(
      names = "--without-lines",
      description =
          "leave the training lines out of the models, which keep them to explain their scores by"
              + " the nearest ones")
  private boolean withoutLines;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "trainings of each row; measures and differences are their means, and intervals hold"
              + " what a seed changes (default: ${DEFAULT-VALUE})")
  private int seeds;

  @Option(
      names = "--curves",
      description =
          "also measure the AUC against days of anomalies and against labels: some twenty further"
              + " trainings a base set")
  private boolean curves;

  @Option(
      names = "--replicates",
      paramLabel = "N",
      defaultValue = "1000",
      description =
          "bootstrap replicates; 0 leaves out intervals by bootstrap, differences and evasion"
              + " (default: ${DEFAULT-VALUE})")
  private int replicates;

  @Override
  public OptionFlags flags() {
    return flags;
  }

  @Override
  public Integer call() {
    if (rb == null && ab == null) {
      throw new ParameterException(
          spec.commandLine(), "nothing to train on: give --rb, --ab or both");
    }
    if (revocations != null && augment == null) {
      throw new ParameterException(
          spec.commandLine(), "--revocations leaves lines out of --augment, which is missing");
    }
    if (parallelism < 1 || trees < 1) {
      throw new ParameterException(
          spec.commandLine(), "--parallelism and --trees must be 1 or more");
    }
    if (seeds < 1 || (replicates != 0 && replicates < 100)) {
      throw refused("--seeds must be 1 or more, --replicates 0, or 100 or more");
    }
    checkReview();
    TrainingOptions options =
        new TrainingOptions(
            Optional.ofNullable(rb),
            Optional.ofNullable(ab),
            Optional.ofNullable(augment),
            incident,
            timeSplit,
            out,
            seed,
            parallelism,
            trees,
            "",
            Optional.ofNullable(revocations),
            embedding(),
            !withoutLines,
            new Depth(seeds, replicates, curves));
    TrainingResult result = TrainingRun.run(options, System.err::println);
    System.out.print(result.markdown());
    System.out.flush();
    System.err.println("report: " + result.report());
    return 0;
  }

  private Optional<EmbeddingModel> embedding() {
    return withoutEmbeddings ? Optional.empty() : Optional.of(flags.embeddingModel());
  }

  private void checkReview() {
    if (review == null && minBenignPrecision == null) {
      return;
    }
    if (review == null) {
      throw refused("--min-benign-precision needs --review: who else vouches for the labels?");
    }
    if (minBenignPrecision == null) {
      throw refused("--review needs --min-benign-precision, such as 0.95");
    }
    if (!(minBenignPrecision > 0 && minBenignPrecision <= 1)) {
      throw refused(
          "--min-benign-precision %s: above 0 and at most 1, e.g. --min-benign-precision 0.95"
              .formatted(minBenignPrecision));
    }
    if (augment == null) {
      throw refused("--review needs --augment: there are no mined labels to vouch for");
    }
    CertifiedLabels.check(augment, review, minBenignPrecision);
  }

  private ParameterException refused(String why) {
    return new ParameterException(spec.commandLine(), why);
  }
}
