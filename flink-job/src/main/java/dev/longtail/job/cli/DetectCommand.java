package dev.longtail.job.cli;

import dev.longtail.detectors.distance.KMeansDistanceDetector;
import dev.longtail.detectors.distance.PcaReconstructionDetector;
import dev.longtail.detectors.forest.IsolationForestDetector;
import dev.longtail.detectors.model.AnomalyModel;
import dev.longtail.detectors.model.Detector;
import dev.longtail.detectors.model.FeatureTable;
import dev.longtail.detectors.model.ShardedDetector;
import dev.longtail.training.metrics.Auc;
import dev.longtail.training.metrics.RocCurve;
import dev.longtail.training.metrics.ScoredSet;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.text.Counted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Fits a detector to a table with known outliers and reports how well it ranks them. */
@Command(
    name = "detect",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Fits a detector to a labelled table and says how well it ranks.",
      "Fits it to all rows, scores them, and prints AUROC and average precision as one line of",
      "JSON. Every row is scored twice and the second pass is timed, on one thread, so that the",
      "compiler of the JVM is not what is measured."
    },
    footer = {
      "",
      "The table is comma-separated, with or without a header; # begins a comment line. Outliers",
      "are the labels that are not 0, or words such as yes, true, anomaly, outlier, o; of any"
          + " other",
      "two labels the rarer one."
    })
final class DetectCommand implements Callable<Integer> {
  private static final int EXPLAINED = 5;

  @Spec private CommandSpec spec;

  @Option(
      names = "--detector",
      required = true,
      paramLabel = "D",
      description = "isolation-forest, kmeans or pca")
  private String name;

  @Option(names = "--csv", required = true, paramLabel = "F", description = "the table")
  private Path csv;

  @Option(
      names = "--label-column",
      defaultValue = "last",
      paramLabel = "C",
      description = "last, first, a name or a number from 1 (default: ${DEFAULT-VALUE})")
  private String labelColumn;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "of all random choices (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--shards",
      defaultValue = "1",
      paramLabel = "N",
      description =
          "fit a model on each shard of the rows and average their standardised scores; at most"
              + " half as many as rows (default: ${DEFAULT-VALUE})")
  private int shards;

  @Option(names = "--trees", paramLabel = "N", description = "isolation-forest: number of trees")
  private Integer trees;

  @Option(
      names = "--subsample",
      paramLabel = "N",
      description = "isolation-forest: rows a tree grows on")
  private Integer subsample;

  @Option(
      names = "--extension",
      paramLabel = "N",
      description =
          "isolation-forest: attributes a split takes beyond one, fewer than columns; 1 or more is"
              + " the extended one")
  private Integer extension;

  @Option(names = "--clusters", paramLabel = "N", description = "kmeans: number of centroids")
  private Integer clusters;

  @Option(
      names = "--variance",
      paramLabel = "P",
      description = "pca: share of the variance that the kept components explain, in (0, 1]")
  private Double variance;

  @Option(
      names = "--scores",
      paramLabel = "F",
      description = "write a line of JSON for each row: score, rank, and what made it stand out")
  private Path scores;

  private record Summary(
      String detector,
      double auroc,
      double averagePrecision,
      double fitSeconds,
      double scoreMicrosecondsPerRow,
      int rows,
      int columns,
      long seed) {}

  private record ScoredRow(
      int row, double score, int rank, boolean outlier, List<Contribution> contributions) {}

  private record Contribution(String column, float value, double contribution) {}

  @Override
  public Integer call() {
    requireOptionsOfTheDetector();
    Progress progress = new Progress();
    NumericCsv table = NumericCsv.read(csv, labelColumn);
    Detector detector = detector(table);
    boolean[] isOutlier = OutlierLabels.of(table.labels(), csv.toString());
    float[][] rows = table.rows();
    progress.say(
        "%s of %s, %s"
            .formatted(
                Counted.of(rows.length, "row"),
                Counted.of(table.columns().size(), "column"),
                Counted.of(count(isOutlier), "of them an outlier", "of them outliers")));

    long start = System.nanoTime();
    AnomalyModel model = detector.fit(FeatureTable.of(rows), seed);
    long fitted = System.nanoTime();
    progress.say("fitted " + detector.name());
    double[] given = new double[rows.length];
    scoreAll(model, rows, given);
    long warm = System.nanoTime();
    scoreAll(model, rows, given);
    long end = System.nanoTime();

    if (scores != null) {
      write(model, table, isOutlier, given);
    }
    System.out.println(
        Json.line(
            new Summary(
                detector.name(),
                Auc.of(given, isOutlier).value(),
                RocCurve.of(ScoredSet.of(given, isOutlier)).averagePrecision(),
                (fitted - start) / 1e9,
                (end - warm) / 1e3 / rows.length,
                rows.length,
                table.columns().size(),
                seed)));
    return 0;
  }

  private static int count(boolean[] isOutlier) {
    int count = 0;
    for (boolean outlier : isOutlier) {
      count += outlier ? 1 : 0;
    }
    return count;
  }

  /** Refuses wrong options before the table is read. */
  private void requireOptionsOfTheDetector() {
    boolean forest = name.equals(IsolationForestDetector.NAME);
    boolean kmeans = name.equals(KMeansDistanceDetector.NAME);
    boolean pca = name.equals(PcaReconstructionDetector.NAME);
    if (!forest && !kmeans && !pca) {
      throw new ParameterException(
          spec.commandLine(), "--detector " + name + ": isolation-forest, kmeans or pca");
    }
    if (!forest && (trees != null || subsample != null || extension != null)) {
      throw notOf("--trees, --subsample and --extension");
    }
    if (!kmeans && clusters != null) {
      throw notOf("--clusters");
    }
    if (!pca && variance != null) {
      throw notOf("--variance");
    }
  }

  private ParameterException notOf(String options) {
    return new ParameterException(
        spec.commandLine(), options + " say nothing to --detector " + name);
  }

  private Detector detector(NumericCsv table) {
    int rows = table.rows().length;
    try {
      int mostShards = Math.max(1, rows / 2);
      OutOfRange.unless(
          shards >= 1 && shards <= mostShards,
          "--shards",
          shards,
          "from 1 to %,d, half of the table's rows".formatted(mostShards),
          Math.min(4, mostShards));
      Detector detector =
          switch (name) {
            case IsolationForestDetector.NAME -> forest(table.columns().size());
            case KMeansDistanceDetector.NAME -> kmeans(rows);
            default -> pca();
          };
      return shards == 1 ? detector : new ShardedDetector(detector, shards);
    } catch (OutOfRange e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private Detector forest(int columns) {
    IsolationForestDetector usual = IsolationForestDetector.DEFAULT;
    int ownTrees = trees == null ? usual.trees() : trees;
    int ownSubsample = subsample == null ? usual.subsample() : subsample;
    int ownExtension = extension == null ? usual.extension() : extension;
    OutOfRange.below(1, "--trees", ownTrees, usual.trees());
    OutOfRange.below(2, "--subsample", ownSubsample, usual.subsample());
    OutOfRange.unless(
        ownExtension >= 0 && ownExtension < columns,
        "--extension",
        ownExtension,
        "from 0 to %,d, one less than the table's columns".formatted(columns - 1),
        Math.min(1, columns - 1));
    return new IsolationForestDetector(ownTrees, ownSubsample, ownExtension);
  }

  private Detector kmeans(int rows) {
    KMeansDistanceDetector usual = KMeansDistanceDetector.DEFAULT;
    if (clusters == null) {
      return usual;
    }
    OutOfRange.unless(
        clusters >= 1 && clusters <= rows,
        "--clusters",
        clusters,
        "from 1 to %,d, the table's rows".formatted(rows),
        Math.min(usual.clusters(), rows));
    return new KMeansDistanceDetector(clusters, usual.trim());
  }

  private Detector pca() {
    if (variance == null) {
      return PcaReconstructionDetector.DEFAULT;
    }
    OutOfRange.unless(
        variance > 0 && variance <= 1, "--variance", variance, "above 0, at most 1", 0.8);
    return new PcaReconstructionDetector(variance);
  }

  private static void scoreAll(AnomalyModel model, float[][] rows, double[] scores) {
    for (int i = 0; i < rows.length; i++) {
      scores[i] = model.score(rows[i]);
    }
  }

  /** Row numbers by descending score; rows of equal score keep their order. */
  private static int[] descending(double[] scores) {
    return IntStream.range(0, scores.length)
        .boxed()
        .sorted((i, j) -> Double.compare(scores[j], scores[i]))
        .mapToInt(i -> i)
        .toArray();
  }

  private void write(AnomalyModel model, NumericCsv table, boolean[] isOutlier, double[] given) {
    int[] order = descending(given);
    int[] ranks = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      ranks[order[i]] = i + 1;
    }
    try {
      if (Files.exists(scores) && Files.isSameFile(scores, csv)) {
        throw new InputException("--scores " + scores + " is the table itself");
      }
    } catch (IOException e) {
      throw new InputException(scores + ": " + e.getMessage(), e);
    }
    try (RecordWriter writer = RecordWriter.open(scores, csv)) {
      double[] contributions = new double[table.columns().size()];
      for (int i = 0; i < order.length; i++) {
        model.contributions(table.rows()[i], contributions);
        writer.write(
            new ScoredRow(
                i + 1, given[i], ranks[i], isOutlier[i], largest(table, i, contributions)));
      }
      writer.commit();
    }
  }

  private static List<Contribution> largest(NumericCsv table, int row, double[] contributions) {
    List<Contribution> largest = new ArrayList<>();
    for (int column : descending(contributions)) {
      if (largest.size() == EXPLAINED || contributions[column] <= 0) {
        break;
      }
      largest.add(
          new Contribution(
              table.columns().get(column), table.rows()[row][column], contributions[column]));
    }
    return largest;
  }
}
