package dev.longtail.job.cli;

import dev.longtail.job.config.Catalogue;
import dev.longtail.job.config.ClassifierOptions;
import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.config.Section;
import dev.longtail.job.config.Settings;
import dev.longtail.job.run.Relabel;
import dev.longtail.job.scoring.StoredClassifier;
import dev.longtail.labeler.admission.AdmissionLimits;
import dev.longtail.labeler.client.LabelerOptions;
import dev.longtail.udfs.text.Counted;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code longtail relabel}: asks again what waits in a finished backfill. */
@Command(
    name = "relabel",
    description = "Asks for the verdicts that a finished backfill did not get.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Adds files to verdicts/, training-data/ and quarantine/ and counts anew in funnel.json. An",
      "exemplar with a verdict is not asked about again. Ends with 1 if exemplars still wait."
    })
final class RelabelCommand implements Callable<Integer>, OptionFlags.Taker {
  @Spec private CommandSpec command;

  @Option(
      names = "--input",
      required = true,
      paramLabel = "DIR",
      description = "the result of a backfill; it is added to")
  Path input;

  @Option(
      names = "--dry-run",
      description = "say what it would cost: requests, tokens and money; nothing is sent")
  boolean dryRun;

  private final OptionFlags flags =
      OptionFlags.of(Section.LABELER)
          .and(Catalogue.RULES, Catalogue.EMBEDDING_MODEL, Catalogue.VECTOR_STORE)
          .without(Catalogue.CONTROL_ARMS);

  @Override
  public OptionFlags flags() {
    return flags;
  }

  @Override
  public Integer call() {
    Settings settings = flags.reader().settings();
    LabelerOptions options = flags.orBadUsage(() -> LongtailOptions.labeler(settings));
    if (options.source() instanceof LabelerOptions.None) {
      throw new ParameterException(
          command.commandLine(), "name one labeler: either --labels truth:F or --endpoint URL");
    }
    Progress progress = new Progress();
    AdmissionLimits limits = flags.orBadUsage(() -> LongtailOptions.limits(settings));
    ClassifierOptions model = LongtailOptions.classifier(settings);
    LabelPlaces.prepare(options, model);
    StoredClassifier classifier = StoredClassifier.of(model, flags.embeddingModel());
    Relabel relabel = new Relabel(input, options, limits, classifier, progress::say);
    if (dryRun) {
      relabel.estimate().text().forEach(progress::say);
      return 0;
    }
    long waiting = relabel.run();
    if (waiting > 0) {
      progress.say(
          "%s; longtail relabel --input %s asks again"
              .formatted(
                  Counted.of(waiting, "exemplar still waits", "exemplars still wait"), input));
      return Longtail.FAILED;
    }
    progress.say("result in " + input);
    return 0;
  }
}
