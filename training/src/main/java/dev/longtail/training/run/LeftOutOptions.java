package dev.longtail.training.run;

import static java.util.Objects.requireNonNull;

import dev.longtail.training.classify.Ingredient;
import dev.longtail.training.data.Arm;
import dev.longtail.training.families.LeftOutSettings;
import dev.longtail.udfs.embedding.EmbeddingModel;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The inputs, outputs and settings of an evaluation by left-out families.
 *
 * @param rb the regex baseline; empty leaves its rows out
 * @param ab the aggregated baseline; empty leaves its rows out
 * @param augment a backfill's output folder
 * @param also results of further backfills by name; their admitted lines are rows of their own
 * @param ablated what the model is also trained without
 * @param families label and family of lines, beside what the records say
 * @param out folder for {@code left_out.json} and {@code left_out.md}
 * @param arms what is added to the base sets; the base alone is always a row
 * @param trees boosted trees of a model
 * @param embedding computes the embeddings of the models; empty for models without
 * @param settings seeds, bootstrap, parallelism
 */
public record LeftOutOptions(
    Optional<Path> rb,
    Optional<Path> ab,
    Optional<Path> augment,
    Map<String, Path> also,
    List<Ingredient> ablated,
    Optional<Path> families,
    Path out,
    Set<Arm> arms,
    int trees,
    Optional<EmbeddingModel> embedding,
    LeftOutSettings settings) {

  /** What is added by default: the two scales and the control. */
  public static final Set<Arm> DEFAULT_ARMS =
      Set.copyOf(EnumSet.of(Arm.FULL, Arm.REDUCED, Arm.RANDOM));

  public LeftOutOptions {
    requireNonNull(out, "out");
    arms = Set.copyOf(arms);
    also = Collections.unmodifiableMap(new LinkedHashMap<>(also));
    ablated = List.copyOf(ablated);
    if (rb.isEmpty() && ab.isEmpty()) {
      throw new IllegalArgumentException("no base set: neither a regex nor an aggregated baseline");
    }
  }
}
