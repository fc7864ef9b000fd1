package dev.longtail.job.sharding;

import static java.util.Objects.requireNonNull;

import dev.longtail.job.storage.Location;
import dev.longtail.training.classify.ModelSettings;
import dev.longtail.udfs.embedding.EmbeddingModel;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a sharded training is given.
 *
 * @param baseName {@code ab} or {@code rb}
 * @param base the base set, a file or folder of JSON Lines
 * @param augment what a backfill mined, to be added
 * @param revocations what is left out of it, beside what lies there already
 * @param testSets lines of these files are never added
 * @param out folder of the model
 * @param work folder for the shards, which every machine reaches
 * @param workers number of workers, and of shards
 * @param parallelism subtasks of the job that makes the shards; no result depends on it
 * @param sample lines that n-grams, nearest lines and ridge learn from, at most
 * @param model of the trees and of the draws
 * @param patience how long a worker waits for the others
 * @param embedding computes the vectors; empty for the published trees, which need none
 * @param cluster its REST interface; empty for this machine alone
 */
public record ShardedOptions(
    String baseName,
    Location base,
    Optional<Path> augment,
    Optional<Path> revocations,
    List<Path> testSets,
    Path out,
    Location work,
    int workers,
    int parallelism,
    long sample,
    ModelSettings model,
    Duration patience,
    Optional<EmbeddingModel> embedding,
    Optional<URI> cluster) {

  /** Lines that the other parts learn from, unless the user says otherwise. */
  public static final int DEFAULT_SAMPLE = 40_000;

  /** How long a worker waits for the others, unless the user says otherwise; XGBoost's own. */
  public static final Duration DEFAULT_PATIENCE = Duration.ofMinutes(5);

  /** Refuses what makes no training. */
  public ShardedOptions {
    requireNonNull(baseName, "baseName");
    requireNonNull(base, "base");
    requireNonNull(out, "out");
    requireNonNull(work, "work");
    requireNonNull(model, "model");
    testSets = List.copyOf(testSets);
    if (workers < 1 || parallelism < 1) {
      throw new IllegalArgumentException(workers + " workers, parallelism " + parallelism);
    }
    if (sample < 2L * workers) {
      throw new IllegalArgumentException("a sample of " + sample + " lines");
    }
    if (patience.toSeconds() < 1) {
      throw new IllegalArgumentException("patience " + patience);
    }
  }
}
