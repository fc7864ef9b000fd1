package dev.longtail.training.evaluation;

import dev.longtail.training.classify.CommandClassifier;
import dev.longtail.training.classify.Model;
import dev.longtail.training.classify.PublishedTrees;
import dev.longtail.training.data.LabelledCommand;
import dev.longtail.training.data.LabelledSet;
import dev.longtail.training.data.TrainingSet;
import dev.longtail.training.evasion.EvasionResult;
import dev.longtail.training.metrics.Auc;
import dev.longtail.training.metrics.RocCurve;
import dev.longtail.training.metrics.Sampled;
import dev.longtail.training.metrics.ScoredSet;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The results of a training set's model on both test sets.
 *
 * @param trainingSet the set the model was trained on
 * @param incident results on the incident set
 * @param timeSplit results on the time-split set
 * @param incidentTrees AUC of the published method's trees ({@link PublishedTrees}) on the incident
 *     set
 * @param otherDesigns incident measures of other designs of the same training, by their names;
 *     empty if no bootstrap was asked for
 * @param evasion what rewriting the incident set's attacks does
 */
public record Evaluation(
    TrainingSet trainingSet,
    OnSet incident,
    OnSet timeSplit,
    Auc incidentTrees,
    Map<String, List<Sampled>> otherDesigns,
    List<EvasionResult> evasion) {
  /** The design of the published method: the model's trees alone. */
  public static final String TREES = "trees";

  /**
   * The results on one test set.
   *
   * @param scores of its records, in their order
   * @param auc area under the ROC curve
   * @param roc the curve
   * @param measures every measure with its replicates, by {@link
   *     dev.longtail.training.metrics.Measure#ordinal()}; empty if no bootstrap was asked for
   * @param slices parts of the set
   */
  public record OnSet(
      List<Double> scores, Auc auc, RocCurve roc, List<Sampled> measures, List<Slice> slices) {
    public OnSet {
      scores = List.copyOf(scores);
      measures = List.copyOf(measures);
      slices = List.copyOf(slices);
    }

    static OnSet of(double[] scores, TestLines test) {
      boolean[] malicious = test.malicious();
      return new OnSet(
          Arrays.stream(scores).boxed().toList(),
          Auc.of(scores, malicious),
          RocCurve.of(ScoredSet.of(scores, malicious)),
          test.measures(scores),
          Slice.of(test.rows(), scores));
    }
  }

  public Evaluation {
    otherDesigns = Map.copyOf(otherDesigns);
    evasion = List.copyOf(evasion);
  }

  /**
   * Scores both test sets with {@code model}.
   *
   * @param seed of the rewriting of attacks
   */
  public static Evaluation of(
      Model model, TrainingSet trainingSet, TestLines incident, TestLines timeSplit, long seed) {
    CommandClassifier classifier = model.classifier();
    double[] scores = incident.scores(classifier);
    double[] trees =
        incident.scores(PublishedTrees.train(trainingSet, model.facts().settings().boosting()));
    List<Sampled> treesMeasures = incident.measures(trees);
    return new Evaluation(
        trainingSet,
        OnSet.of(scores, incident),
        OnSet.of(timeSplit.scores(classifier), timeSplit),
        Auc.of(trees, incident.malicious()),
        treesMeasures.isEmpty() ? Map.of() : Map.of(TREES, treesMeasures),
        EvasionResult.of(classifier, incident.rows(), scores, seed));
  }

  /** Scores both test sets with {@code model}, without a bootstrap. */
  public static Evaluation of(
      Model model, TrainingSet trainingSet, LabelledSet incident, LabelledSet timeSplit) {
    return of(model, trainingSet, TestLines.of(incident, 0, 0), TestLines.of(timeSplit, 0, 0), 0);
  }

  /** The attacks of {@code rows}. */
  static boolean[] malicious(List<LabelledCommand> rows) {
    boolean[] malicious = new boolean[rows.size()];
    for (int i = 0; i < malicious.length; i++) {
      malicious[i] = rows.get(i).isMalicious();
    }
    return malicious;
  }
}
