package dev.longtail.job.sharding;

import dev.longtail.job.storage.FileSystems;
import dev.longtail.job.storage.Location;
import dev.longtail.job.storage.StoredFiles;
import dev.longtail.job.watch.Causes;
import dev.longtail.training.classify.BoostingSettings;
import dev.longtail.training.classify.Model;
import dev.longtail.training.recall.DataManifest;
import dev.longtail.training.shards.ShardSummary;
import dev.longtail.training.shards.ShardedModel;
import dev.longtail.training.shards.TreeWorkers;
import dev.longtail.udfs.embedding.EmbeddingModel;
import dev.longtail.udfs.embedding.OnnxTextEmbedder;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.text.Counted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.SerializedThrowable;

/**
 * Trains on a set that is larger than one machine: makes the shards, has the workers grow the trees
 * of all of them, and trains the other parts of the model on a sample.
 */
public final class ShardedTraining {
  /** What beside the model says how it was trained. */
  public static final String FACTS = "sharded.json";

  /** The trees of the published kind, which are no model. */
  public static final String PUBLISHED = "published-trees.json";

  private static final String ADDED = "added.jsonl";

  private final ShardedOptions options;
  private final FlinkPlace place;
  private final Consumer<String> progress;

  private ShardedTraining(ShardedOptions options, FlinkPlace place, Consumer<String> progress) {
    this.options = options;
    this.place = place;
    this.progress = progress;
  }

  /**
   * How a model was trained.
   *
   * @param workers number of workers and of shards
   * @param lines that the trees have seen
   * @param malicious malicious lines among them
   * @param added lines among them that were added to the base set
   * @param sampled lines that the other parts have seen
   * @param trees number of trees
   * @param digests of the shards, in their order
   */
  public record Facts(
      int workers,
      long lines,
      long malicious,
      long added,
      long sampled,
      int trees,
      List<String> digests) {}

  /**
   * Trains a model and writes it into the output folder. Equal lines, settings and numbers of
   * workers give equal files, wherever the jobs run.
   *
   * @param progress gets lines for a person
   * @throws InputException if an input cannot be used, or the cluster has too few slots
   */
  public static Facts run(ShardedOptions options, Consumer<String> progress) {
    FlinkPlace place = options.cluster().map(FlinkPlace::cluster).orElseGet(FlinkPlace::here);
    return new ShardedTraining(options, place, progress).run();
  }

  private Facts run() {
    place.check(Math.max(options.workers(), options.parallelism()));
    AddedLines added =
        AddedLines.read(options.augment(), options.revocations(), options.testSets(), progress);
    Location shards = options.work().resolve("shards-" + UUID.randomUUID());
    try {
      return run(added, new ShardFolder(shards.text()));
    } catch (IOException e) {
      throw new InputException(
          "%s or %s: %s".formatted(shards, options.out(), InputException.reason(e)), e);
    } finally {
      FileSystems.delete(shards);
    }
  }

  private Facts run(AddedLines added, ShardFolder folder) throws IOException {
    makeShards(added, folder);
    List<ShardSummary> shards = folder.summaries(options.workers());
    ShardSummary all = ShardSummary.all(shards);
    refuseUnusable(all);
    progress.accept(
        "%s (%,d malicious, %,d added) in %s"
            .formatted(
                Counted.of(all.lines(), "line"),
                all.malicious(),
                all.added(),
                Counted.of(shards.size(), "shard")));
    BoostingSettings boosting =
        options.embedding().isPresent()
            ? options.model().embeddingBoosting()
            : options.model().boosting();
    growTrees(folder, boosting);
    Facts facts =
        new Facts(
            options.workers(),
            all.lines(),
            all.malicious(),
            all.added(),
            options.embedding().isPresent() ? all.sampled() : 0,
            boosting.trees(),
            shards.stream().map(ShardSummary::digest).toList());
    write(added, folder, facts);
    return facts;
  }

  private void makeShards(AddedLines added, ShardFolder folder) throws IOException {
    StoredFiles base = StoredFiles.checked(options.base());
    base.warning().ifPresent(progress);
    if (added.keptOut() > 0) {
      progress.accept(
          "%s of a test set, not added".formatted(Counted.of(added.keptOut(), "mined line")));
    }
    List<org.apache.flink.core.fs.Path> more =
        added.lines().isEmpty() ? List.of() : List.of(store(added, folder));
    int dimensions = options.embedding().map(ShardedTraining::dimensions).orElse(0);
    progress.accept(
        "making %s, parallelism %d"
            .formatted(Counted.of(options.workers(), "shard"), options.parallelism()));
    StreamExecutionEnvironment env = place.environment(options.parallelism());
    new ShardingJob(
            base.files(),
            more,
            options.embedding(),
            dimensions,
            folder,
            options.workers(),
            options.sample())
        .build(env);
    execute(env, "longtail shards");
  }

  /** Loads the model, so that one that cannot be loaded is found before the work. */
  private static int dimensions(EmbeddingModel model) {
    try (OnnxTextEmbedder embedder = new OnnxTextEmbedder(model)) {
      return embedder.dimensions();
    }
  }

  private static org.apache.flink.core.fs.Path store(AddedLines added, ShardFolder folder)
      throws IOException {
    Path draft = Files.createTempFile("longtail", ".jsonl");
    try {
      Files.writeString(draft, added.text());
      Location target = folder.location(ADDED);
      FileSystems.copy(draft, target);
      return target.path();
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private void refuseUnusable(ShardSummary all) {
    if (all.lines() > Integer.MAX_VALUE) {
      throw new InputException(
          "%s: %,d lines; a model is trained on %,d at most"
              .formatted(options.base(), all.lines(), Integer.MAX_VALUE));
    }
    if (all.malicious() == 0 || all.malicious() == all.lines()) {
      throw new InputException(
          "%s: of %,d lines %,d are malicious; both classes are needed"
              .formatted(options.base(), all.lines(), all.malicious()));
    }
  }

  private void growTrees(ShardFolder folder, BoostingSettings boosting) throws IOException {
    int workers = options.workers();
    place.check(workers);
    progress.accept(
        "growing %s with %s"
            .formatted(Counted.of(boosting.trees(), "tree"), Counted.of(workers, "worker")));
    StreamExecutionEnvironment env = place.environment(workers);
    new GrowingJob(folder, workers, options.embedding().isPresent(), boosting, options.patience())
        .build(env);
    execute(env, "longtail trees");
    for (ShardFolder.WorkerReport report : folder.reports(workers)) {
      progress.accept(
          "worker %d: %,d rows, %.1f s, at most %,d MB in its process"
              .formatted(
                  report.rank(),
                  report.rows(),
                  report.seconds(),
                  report.peakResidentBytes() >> 20));
    }
  }

  private void write(AddedLines added, ShardFolder folder, Facts facts) throws IOException {
    Path out = Files.createDirectories(options.out());
    if (options.embedding().isEmpty()) {
      Files.write(out.resolve(PUBLISHED), folder.trees());
    } else {
      progress.accept(
          "training the other parts on %s".formatted(Counted.of(facts.sampled(), "line")));
      Model model =
          ShardedModel.of(
              options.baseName(),
              added.arm(),
              new ShardedModel.Samples(options.workers(), folder::readSample),
              options.embedding().get().identity(),
              options.model(),
              folder.trees());
      model.save(out);
      DataManifest.of(
              model.facts().trainingSet(),
              options.baseName(),
              Math.toIntExact(facts.lines()),
              model.facts().rowsDigest(),
              added.lines().stream().map(line -> line.cmd()).toList(),
              added.revocations())
          .write(out);
    }
    Files.writeString(
        out.resolve(FACTS),
        Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(facts) + "\n");
  }

  private void execute(StreamExecutionEnvironment env, String name) {
    try {
      var unused = env.execute(name);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InputException("interrupted", e);
    } catch (Exception e) {
      throw problem(name, e);
    }
  }

  /**
   * What failed in a subtask, in one sentence. A failure that nobody foresaw keeps its stack trace,
   * unless it is in the logs of a cluster.
   */
  private RuntimeException problem(String name, Exception failure) {
    Throwable last = failure;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      last =
          cause instanceof SerializedThrowable serialized
              ? serialized.deserializeError(ShardedTraining.class.getClassLoader())
              : cause;
      if (last instanceof InputException problem) {
        return problem;
      }
      if (last instanceof TreeWorkers.PeerLostException) {
        return new InputException(name + ": " + last.getMessage(), failure);
      }
    }
    return last instanceof IOException || options.cluster().isPresent()
        ? new InputException(name + ": " + Causes.last(failure), failure)
        : new IllegalStateException(name + " failed", failure);
  }
}
