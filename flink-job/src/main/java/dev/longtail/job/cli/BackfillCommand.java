package dev.longtail.job.cli;

import dev.longtail.job.config.TimeRange;
import dev.longtail.job.config.TopologyOptions;
import dev.longtail.job.run.Backfill;
import dev.longtail.job.run.Funnel;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "backfill",
    description = "Runs the bounded job over the events of some days.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Writes anomalies/, exemplars/, near-duplicates/, verdicts/, training-data/, quarantine/ and",
      "dead-letters/ as JSON Lines, with --control-arms also control/, and funnel.json at the end.",
      "Without --labels and --endpoint the exemplars wait for their verdicts."
    })
final class BackfillCommand implements Callable<Integer> {
  @Option(
      names = "--input",
      required = true,
      paramLabel = "DIR",
      description = "events as JSON Lines, a file or a folder; - is the standard input")
  Path input;

  @Option(
      names = "--from",
      required = true,
      paramLabel = "DATE",
      description = "first day, UTC, e.g. 2025-01-01")
  LocalDate from;

  @Option(names = "--to", required = true, paramLabel = "DATE", description = "last day, UTC")
  LocalDate to;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "folder of the result")
  Path out;

  @Option(
      names = "--known-exemplars",
      paramLabel = "DIR",
      arity = "1..*",
      description =
          "results of earlier backfills, or files of exemplars: what nearly repeats one of an"
              + " earlier window is no exemplar again")
  List<Path> known = List.of();

  @Mixin LabelerArguments labeler;

  @Option(
      names = "--control-arms",
      description =
          "also label as many random commands a window as exemplars, and the near-duplicates")
  boolean controlArms;

  @Mixin JobOptions job;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    if (to.isBefore(from)) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--to " + to + " is before --from " + from);
    }
    Progress progress = new Progress();
    TopologyOptions options = options();
    Optional<String> warning = SampleWarning.before(options.ranking());
    warning.ifPresent(progress::say);
    Funnel funnel;
    try (RereadableInput events = RereadableInput.of(input)) {
      Path path = events.path();
      funnel = new Backfill(path, known, out, options, job.parallelism, progress::say).run();
    }
    if (warning.isEmpty()) {
      SampleWarning.after(options.ranking(), funnel).ifPresent(progress::say);
    }
    progress.say(FunnelTable.of(funnel));
    progress.say("result in " + out);
    return 0;
  }

  private TopologyOptions options() {
    try {
      TimeRange range =
          new TimeRange(
              from.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli(),
              to.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli());
      return job.topology().with(range).with(labeler.optionsOrNobody(), controlArms);
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
