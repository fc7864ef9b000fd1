package dev.longtail.job.cli;

import dev.longtail.job.config.Catalogue;
import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.config.Section;
import dev.longtail.job.config.Settings;
import dev.longtail.labeler.client.LabelProbe;
import dev.longtail.labeler.client.LabelerOptions;
import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code longtail probe}: what a label server can, and what a verdict of it costs. */
@Command(
    name = "probe",
    mixinStandardHelpOptions = true,
    description = {
      "Tries a label server with two known questions, a harmless line and an attack.",
      "Says what works and what a verdict costs. Ends with 1 if the server does not answer, or"
          + " calls the attack benign or the harmless line malicious."
    })
final class ProbeCommand implements Callable<Integer>, OptionFlags.Taker {
  @Spec private CommandSpec command;

  private final OptionFlags flags =
      OptionFlags.of(Section.LABELER)
          .and(Catalogue.RULES)
          .without(
              Catalogue.LABELS,
              Catalogue.CONCURRENCY,
              Catalogue.CANARIES,
              Catalogue.PROBE,
              Catalogue.CONTROL_ARMS,
              Catalogue.PATIENCE,
              Catalogue.JOURNAL);

  @Override
  public OptionFlags flags() {
    return flags;
  }

  @Override
  public Integer call() {
    Settings settings = flags.reader().settings();
    LabelerOptions options = flags.orBadUsage(() -> LongtailOptions.labeler(settings));
    if (!options.asksServer()) {
      throw new ParameterException(command.commandLine(), "name the server: --endpoint URL");
    }
    LabelProbe.Report report;
    try {
      report = options.tryServer();
    } catch (IOException e) {
      throw new InputException(Catalogue.ENDPOINT.name() + ": " + e.getMessage(), e);
    }
    for (LabelProbe.Line line : report.lines()) {
      System.out.printf("%-20s %-4s %s%n", line.name(), line.well() ? "ok" : "!", line.value());
    }
    System.err.println(
        report.works() ? "the labeler works" : "the labeler does not work as it should");
    return report.works() ? 0 : Longtail.FAILED;
  }
}
