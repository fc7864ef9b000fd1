package dev.longtail.training.run;

import dev.longtail.training.classify.Ablation;
import dev.longtail.training.classify.CommandClassifier;
import dev.longtail.training.classify.Ingredient;
import dev.longtail.training.classify.LineSources;
import dev.longtail.training.classify.Model;
import dev.longtail.training.classify.ModelSettings;
import dev.longtail.training.classify.PublishedTrees;
import dev.longtail.training.data.TrainingSet;
import dev.longtail.training.evaluation.Evaluation;
import dev.longtail.training.evaluation.Trainer;
import dev.longtail.training.families.LeftOutTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Trains the product's model, and with it the published kind: trees alone.
 *
 * @param trees boosted trees
 * @param sources of the lines; without embeddings for models without
 * @param ablated ingredients; the model without each one is a design of its own
 */
record ModelTrainer(int trees, LineSources sources, List<Ingredient> ablated) implements Trainer {
  static final String MODEL = "model";

  @Override
  public Map<String, CommandClassifier> train(TrainingSet set, long seed) {
    ModelSettings settings = new ModelSettings(trees, seed);
    Map<String, CommandClassifier> designs = new LinkedHashMap<>();
    Model model = Model.train(set, settings, sources);
    designs.put(MODEL, model.classifier());
    designs.put(Evaluation.TREES, PublishedTrees.train(set, settings.boosting()));
    if (!ablated.isEmpty()) {
      Ablation ablation = new Ablation(model, set, sources);
      ablated.forEach(
          one -> designs.put(LeftOutTable.WITHOUT + one.label(), ablation.without(one)));
    }
    return designs;
  }
}
