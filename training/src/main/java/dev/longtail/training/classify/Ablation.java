package dev.longtail.training.classify;

import dev.longtail.training.data.TrainingSet;
import java.util.EnumMap;
import java.util.Map;

/**
 * Trains a model again without one of its ingredients. What the ingredient does not touch is taken
 * from the model. The scores are not calibrated: they order lines, no more. For one thread.
 */
public final class Ablation {
  private static final PlattScaling NOT_CALIBRATED = new PlattScaling(1, 0);

  private final Model model;
  private final LineSources sources;
  private final TrainingRows rows;

  /** The model's parts, each of which scores a line once for all ablations. */
  private final Map<PartKind, Part> remembered = new EnumMap<>(PartKind.class);

  /**
   * Of {@code model}.
   *
   * @param set it was trained on
   * @param sources it was trained with
   */
  public Ablation(Model model, TrainingSet set, LineSources sources) {
    this.model = model;
    this.sources = sources;
    this.rows = TrainingRows.of(set.rows(), sources);
    model
        .parts()
        .forEach(
            (kind, part) ->
                remembered.put(
                    kind,
                    part instanceof Part.OnEmbedding dear ? new RememberingPart(dear) : part));
  }

  /** The model without {@code ingredient}. */
  public CommandClassifier without(Ingredient ingredient) {
    LineSources left = ingredient == Ingredient.MARKS ? sources.withoutMarks() : sources;
    TrainingRows changed = rows.without(ingredient, left);
    Map<PartKind, Part> parts = new EnumMap<>(PartKind.class);
    remembered.forEach(
        (kind, part) -> {
          if (!ingredient.isAllOf(kind)) {
            parts.put(
                kind,
                ingredient.changes(kind) ? kind.train(changed, model.facts().settings()) : part);
          }
        });
    return new ModelClassifier(parts, NOT_CALIBRATED, left);
  }
}
