package dev.longtail.training.run;

import static java.util.Objects.requireNonNull;

import dev.longtail.udfs.embedding.EmbeddingModel;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The inputs, outputs and settings of a training run.
 *
 * @param rb the regex baseline, JSON Lines of {@code {"cmd", "label"}}; empty leaves its rows out
 * @param ab the aggregated baseline, in the same form; empty leaves its rows out
 * @param augment a backfill's output folder, or only its {@code training-data} folder or file
 * @param incident the hard, expert-labelled test set
 * @param timeSplit the easy test set from the weeks after the training period
 * @param out folder for {@code table.json}, {@code table.md}, {@code report.html} and {@code
 *     models/}
 * @param seed of every draw
 * @param parallelism models trained side by side; no result depends on it
 * @param trees boosted trees of a model
 * @param caveat a warning for the reader of the report, e.g. that the data are generated; may be
 *     empty
 * @param revocations what is left out of {@code augment}, beside what lies there already
 * @param embedding computes the embeddings of the models; empty for models without
 * @param keepLines whether models keep the training lines by which they explain themselves
 * @param depth how much is measured
 */
public record TrainingOptions(
    Optional<Path> rb,
    Optional<Path> ab,
    Optional<Path> augment,
    Path incident,
    Path timeSplit,
    Path out,
    long seed,
    int parallelism,
    int trees,
    String caveat,
    Optional<Path> revocations,
    Optional<EmbeddingModel> embedding,
    boolean keepLines,
    Depth depth) {

  /** The default number of trees of a model, as in the reference. */
  public static final int DEFAULT_TREES = 200;

  /** The default seed. */
  public static final long DEFAULT_SEED = 1;

  /** Nothing is left out, no embeddings, and the default is measured. */
  public TrainingOptions(
      Optional<Path> rb,
      Optional<Path> ab,
      Optional<Path> augment,
      Path incident,
      Path timeSplit,
      Path out,
      long seed,
      int parallelism,
      int trees,
      String caveat) {
    this(
        rb,
        ab,
        augment,
        incident,
        timeSplit,
        out,
        seed,
        parallelism,
        trees,
        caveat,
        Optional.empty(),
        Optional.empty(),
        true,
        Depth.DEFAULT);
  }

  public TrainingOptions {
    requireNonNull(incident, "incident");
    requireNonNull(timeSplit, "timeSplit");
    requireNonNull(out, "out");
    requireNonNull(caveat, "caveat");
    requireNonNull(depth, "depth");
    if (rb.isEmpty() && ab.isEmpty()) {
      throw new IllegalArgumentException("no base set: neither a regex nor an aggregated baseline");
    }
    if (parallelism < 1) {
      throw new IllegalArgumentException("parallelism " + parallelism);
    }
    if (trees < 1) {
      throw new IllegalArgumentException(trees + " trees");
    }
  }
}
