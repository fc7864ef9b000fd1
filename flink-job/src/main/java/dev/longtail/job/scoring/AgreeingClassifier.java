package dev.longtail.job.scoring;

import dev.longtail.labeler.admission.PresentClassifier;
import dev.longtail.training.classify.CommandClassifier;
import dev.longtail.training.classify.Model;
import java.util.Optional;

/** A model as {@link PresentClassifier}: it agrees with benign below a limit of its score. */
final class AgreeingClassifier implements PresentClassifier {
  private final CommandClassifier classifier;
  private final double limit;
  private final String name;

  AgreeingClassifier(Model model, double limit, String name) {
    this.classifier = model.classifier();
    this.limit = limit;
    this.name = name;
  }

  @Override
  public synchronized Optional<String> objection(String commandLine) {
    double score = classifier.score(commandLine);
    return score < limit
        ? Optional.empty()
        : Optional.of(PresentClassifier.objection(score, limit));
  }

  @Override
  public String name() {
    return name;
  }
}
