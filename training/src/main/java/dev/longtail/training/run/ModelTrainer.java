package dev.longtail.training.run;

import dev.longtail.training.classify.BoostingSettings;
import dev.longtail.training.classify.CommandClassifier;
import dev.longtail.training.classify.Model;
import dev.longtail.training.data.TrainingSet;
import dev.longtail.training.evaluation.Evaluation;
import dev.longtail.training.evaluation.Trainer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Trains the product's model, and with it the published kind: its trees alone.
 *
 * @param trees boosted trees
 */
record ModelTrainer(int trees) implements Trainer {
  static final String MODEL = "model";

  @Override
  public Map<String, CommandClassifier> train(TrainingSet set, long seed) {
    Model model = Model.train(set, BoostingSettings.reference(trees, seed));
    Map<String, CommandClassifier> designs = new LinkedHashMap<>();
    designs.put(MODEL, model.classifier());
    designs.put(Evaluation.TREES, model.treesAlone());
    return designs;
  }
}
