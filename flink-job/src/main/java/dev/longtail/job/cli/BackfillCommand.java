package dev.longtail.job.cli;

import dev.longtail.job.Backfill;
import dev.longtail.job.Funnel;
import dev.longtail.job.TimeRange;
import dev.longtail.job.TopologyOptions;
import dev.longtail.labeler.core.LabelerOptions;
import dev.longtail.labeler.core.ProviderProfile;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
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
      "dead-letters/ as JSON Lines, with --control-arms also control/, and funnel.json at the end."
    })
final class BackfillCommand implements Callable<Integer> {
  @Option(
      names = "--input",
      required = true,
      paramLabel = "DIR",
      description = "events as JSON Lines, a file or a folder")
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

  @ArgGroup Labels labels;

  @Option(
      names = "--max-calls",
      paramLabel = "N",
      description = "at most so many requests to the endpoint; further exemplars are abstained")
  long maxCalls = Long.MAX_VALUE;

  @Option(
      names = "--control-arms",
      description =
          "also label as many random commands a window as exemplars, and the near-duplicates")
  boolean controlArms;

  @Mixin JobOptions job;

  @Spec CommandSpec spec;

  /** Who labels: one of the two, or nobody. */
  static final class Labels {
    @Option(
        names = "--labels",
        paramLabel = "truth:F",
        description = "take labels from a file of {cmd,label}; without labels exemplars wait")
    String truth;

    @ArgGroup(exclusive = false)
    Endpoint endpoint;
  }

  /** An endpoint and the model to ask there. */
  static final class Endpoint {
    @Option(
        names = "--endpoint",
        required = true,
        paramLabel = "URL",
        description = "label by an OpenAI-compatible server")
    String url;

    @Option(
        names = "--model",
        paramLabel = "NAME",
        description = "model to ask (default: the only one the server offers)")
    String model;

    @Option(
        names = "--concurrency",
        paramLabel = "N",
        description = "requests under way at once, per subtask")
    Integer concurrency;

    @Option(
        names = "--profile",
        paramLabel = "P",
        description = "how the server wants limits: ${COMPLETION-CANDIDATES}")
    ProviderProfile profile = ProviderProfile.PLAIN;
  }

  @Override
  public Integer call() {
    if (to.isBefore(from)) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--to " + to + " is before --from " + from);
    }
    Progress progress = new Progress();
    Funnel funnel = new Backfill(input, out, options(), job.parallelism, progress::say).run();
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
      return job.topology().with(range).with(labeler(), controlArms);
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private LabelerOptions labeler() {
    if (labels == null) {
      return LabelerOptions.none();
    }
    if (labels.endpoint == null) {
      return LabelerOptions.parse(labels.truth, null, null, ProviderProfile.PLAIN);
    }
    LabelerOptions options =
        LabelerOptions.parse(
                null, labels.endpoint.url, labels.endpoint.model, labels.endpoint.profile)
            .withCaps(maxCalls, Long.MAX_VALUE);
    return labels.endpoint.concurrency == null
        ? options
        : options.withConcurrency(labels.endpoint.concurrency);
  }
}
