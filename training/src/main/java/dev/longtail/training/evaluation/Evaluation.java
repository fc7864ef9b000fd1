package dev.longtail.training.evaluation;

import dev.longtail.training.classify.CommandClassifier;
import dev.longtail.training.classify.Model;
import dev.longtail.training.classify.PublishedTrees;
import dev.longtail.training.data.LabelledCommand;
import dev.longtail.training.data.LabelledSet;
import dev.longtail.training.data.TrainingSet;
import dev.longtail.training.metrics.Auc;
import dev.longtail.training.metrics.RocCurve;
import dev.longtail.training.metrics.ScoredSet;
import java.util.List;

/**
 * The results of a training set's model on both test sets.
 *
 * @param trainingSet the set the model was trained on
 * @param incident results on the incident set
 * @param timeSplit results on the time-split set
 * @param incidentTrees AUC of the published method's trees ({@link PublishedTrees}) on the incident
 *     set
 */
public record Evaluation(
    TrainingSet trainingSet, OnSet incident, OnSet timeSplit, Auc incidentTrees) {
  /**
   * The results on one test set.
   *
   * @param auc area under the ROC curve
   * @param roc the curve
   */
  public record OnSet(Auc auc, RocCurve roc) {
    static OnSet of(CommandClassifier classifier, LabelledSet set) {
      List<LabelledCommand> rows = set.rows();
      double[] scores = new double[rows.size()];
      boolean[] malicious = new boolean[rows.size()];
      for (int i = 0; i < scores.length; i++) {
        scores[i] = classifier.score(rows.get(i).cmd());
        malicious[i] = rows.get(i).isMalicious();
      }
      return new OnSet(Auc.of(scores, malicious), RocCurve.of(ScoredSet.of(scores, malicious)));
    }
  }

  /** Scores both test sets with {@code model}. */
  public static Evaluation of(
      Model model, TrainingSet trainingSet, LabelledSet incident, LabelledSet timeSplit) {
    return new Evaluation(
        trainingSet,
        OnSet.of(model.classifier(), incident),
        OnSet.of(model.classifier(), timeSplit),
        OnSet.of(PublishedTrees.train(trainingSet, model.facts().settings().boosting()), incident)
            .auc());
  }
}
