package dev.longtail.training.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.training.classify.LineSources;
import dev.longtail.training.classify.Model;
import dev.longtail.training.classify.ModelSettings;
import dev.longtail.training.data.Arm;
import dev.longtail.training.data.Augmentation;
import dev.longtail.training.data.Experiment;
import dev.longtail.training.data.LabelledSet;
import dev.longtail.training.evaluation.Evaluation;
import dev.longtail.training.run.TrainingOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The classifier on the public benchmark, against an independent reference: XGBoost 1.7.4 in Python
 * on expert features and hashed tokens, the mean of five seeds.
 */
class BenchmarkTest {
  @ParameterizedTest
  @CsvSource({"ab, 0.9317, 0.9874", "rb, 0.4121, 0.9417"})
  void baseSetsAreRankedAtLeastAsWellAsByTheReference(
      String base, double referenceIncident, double referenceTimeSplit) {
    Path data = Path.of(System.getProperty("longtail.data", "../../shared/data"), "benchmark");
    Assumptions.assumeTrue(
        Files.isDirectory(data), "the benchmark is not at " + data.toAbsolutePath().normalize());
    Experiment experiment =
        new Experiment(
            LabelledSet.read("incident", data.resolve("incident.jsonl.gz")),
            LabelledSet.read("time split", data.resolve("time_split.jsonl.gz")),
            Augmentation.NONE);
    LabelledSet set = LabelledSet.read(base, data.resolve(base + "_train.jsonl.gz"));

    Evaluation evaluation =
        Evaluation.of(
            Model.train(
                experiment.trainingSet(set, Arm.BASE).orElseThrow(),
                new ModelSettings(TrainingOptions.DEFAULT_TREES, TrainingOptions.DEFAULT_SEED),
                LineSources.TEXT.rememberingMarks()),
            experiment.trainingSet(set, Arm.BASE).orElseThrow(),
            experiment.incident(),
            experiment.timeSplit());

    assertThat(evaluation.incident().auc().value()).isGreaterThan(referenceIncident);
    assertThat(evaluation.timeSplit().auc().value()).isGreaterThan(referenceTimeSplit - 0.005);
  }
}
