package dev.longtail.training.report;

import dev.longtail.training.data.Arm;
import dev.longtail.training.data.Label;
import dev.longtail.training.data.LabelledCommand;
import dev.longtail.training.data.TrainingSet;
import dev.longtail.training.evaluation.Evaluation;
import dev.longtail.training.evaluation.Evaluation.OnSet;
import dev.longtail.training.metrics.Auc;
import dev.longtail.training.metrics.RocCurve;
import dev.longtail.training.metrics.ScoredSet;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Evaluations with chosen skill. */
final class Evaluations {
  private Evaluations() {}

  /** One whose attacks score {@code skill} standard deviations above its benign lines. */
  static Evaluation of(String base, Arm arm, int added, double skill) {
    Random random = new Random(3);
    double[] scores = new double[400];
    boolean[] malicious = new boolean[400];
    for (int i = 0; i < scores.length; i++) {
      malicious[i] = i % 4 == 0;
      scores[i] = random.nextGaussian() + (malicious[i] ? skill : 0);
    }
    OnSet result =
        new OnSet(
            Arrays.stream(scores).boxed().toList(),
            Auc.of(scores, malicious),
            RocCurve.of(ScoredSet.of(scores, malicious)),
            List.of(),
            List.of());
    return new Evaluation(
        new TrainingSet(
            arm.nameFor(base),
            base,
            arm,
            List.of(new LabelledCommand("dir", Label.BENIGN)),
            added,
            0,
            0,
            new TrainingSet.Overlap(0, 0)),
        result,
        result,
        result.auc(),
        Map.of(),
        List.of());
  }
}
