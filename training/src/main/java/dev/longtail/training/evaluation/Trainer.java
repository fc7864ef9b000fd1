package dev.longtail.training.evaluation;

import dev.longtail.training.classify.CommandClassifier;
import dev.longtail.training.data.TrainingSet;
import java.util.Map;

/** Trains the designs that are compared. The evaluation knows no more of a model than this. */
@FunctionalInterface
public interface Trainer {
  /**
   * The classifiers of one training, by the name of their design, the product's own first. Called
   * by several threads at once; the classifiers are used by the calling thread alone. The same set
   * and seed give the same scores.
   *
   * <p>The same lines are trained on and scored again and again: by each fold, set, seed and
   * design. What is dear about a line and depends on it alone, such as its embedding, is the
   * trainer's to keep.
   */
  Map<String, CommandClassifier> train(TrainingSet set, long seed);
}
