package dev.longtail.job.cli;

import dev.longtail.job.config.Catalogue;
import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.config.Purpose;
import dev.longtail.job.config.Section;
import dev.longtail.job.config.TopologyOptions;
import dev.longtail.job.local.LocalFlink;
import dev.longtail.job.run.Backfill;
import dev.longtail.job.run.Funnel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "backfill",
    description = "Runs the bounded job over the events of some days.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Writes anomalies/, exemplars/, near-duplicates/, verdicts/, training-data/, quarantine/ and",
      "dead-letters/ as JSON Lines, with --control-arms also control/, and funnel.json at the end.",
      "Without --labels and --endpoint the exemplars wait for their verdicts; longtail relabel"
          + " asks."
    })
final class BackfillCommand implements Callable<Integer>, OptionFlags.Taker {
  @Option(
      names = "--input",
      required = true,
      paramLabel = "DIR",
      description = "events as JSON Lines, a file or a folder; - is the standard input")
  Path input;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "folder of the result")
  Path out;

  @Option(
      names = "--config",
      paramLabel = "F",
      description =
          "configuration of a job, YAML; what it says of Kafka, sink and checkpoints is not used")
  Path config;

  private final OptionFlags flags =
      OptionFlags.of(Section.JOB, Section.LABELER).and(Catalogue.EARLIER_FILES);

  @Override
  public OptionFlags flags() {
    return flags;
  }

  @Override
  public Integer call() {
    Progress progress = new Progress();
    LongtailOptions options = flags.options(flags.reader(config), Purpose.BACKFILL);
    TopologyOptions topology = options.topology();
    Optional<String> warning = SampleWarning.before(topology.ranking());
    warning.ifPresent(progress::say);
    int parallelism = options.parallelism().orElseGet(LocalFlink::usualParallelism);
    Funnel funnel;
    try (RereadableInput events = RereadableInput.of(input)) {
      funnel =
          new Backfill(
                  events.path(),
                  earlier(options.earlierExemplars()),
                  out,
                  topology,
                  parallelism,
                  progress::say)
              .run();
    }
    if (warning.isEmpty()) {
      SampleWarning.after(topology.ranking(), funnel).ifPresent(progress::say);
    }
    progress.say(FunnelTable.of(funnel));
    progress.say("result in " + out);
    return 0;
  }

  private static List<Path> earlier(LongtailOptions.EarlierExemplars exemplars) {
    return exemplars instanceof LongtailOptions.ExemplarFiles in ? in.files() : List.of();
  }
}
