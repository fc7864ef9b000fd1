package dev.longtail.training.run;

import dev.longtail.training.classify.CommandClassifier;
import dev.longtail.training.classify.LineSources;
import dev.longtail.training.classify.Model;
import dev.longtail.training.classify.ModelSettings;
import dev.longtail.training.classify.PublishedTrees;
import dev.longtail.training.data.TrainingSet;
import dev.longtail.training.evaluation.Evaluation;
import dev.longtail.training.evaluation.Trainer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Trains the product's model, and with it the published kind: trees alone.
 *
 * @param trees boosted trees
 * @param sources of the lines; without embeddings for models without
 */
record ModelTrainer(int trees, LineSources sources) implements Trainer {
  static final String MODEL = "model";

  @Override
  public Map<String, CommandClassifier> train(TrainingSet set, long seed) {
    ModelSettings settings = new ModelSettings(trees, seed);
    Map<String, CommandClassifier> designs = new LinkedHashMap<>();
    designs.put(MODEL, Model.train(set, settings, sources).classifier());
    designs.put(Evaluation.TREES, PublishedTrees.train(set, settings.boosting()));
    return designs;
  }
}
