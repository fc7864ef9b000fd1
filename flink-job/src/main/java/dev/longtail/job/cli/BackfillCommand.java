package dev.longtail.job.cli;

import dev.longtail.job.config.Catalogue;
import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.config.Purpose;
import dev.longtail.job.config.Section;
import dev.longtail.job.config.TopologyOptions;
import dev.longtail.job.funnel.Funnel;
import dev.longtail.job.local.LocalFlink;
import dev.longtail.job.run.Backfill;
import dev.longtail.job.run.BackfillUpload;
import dev.longtail.job.run.Relabel;
import dev.longtail.job.storage.FileSystems;
import dev.longtail.job.storage.Location;
import dev.longtail.labeler.client.LabelerOptions;
import dev.longtail.udfs.io.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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
  @Spec private CommandSpec command;

  @Option(
      names = "--input",
      required = true,
      paramLabel = "DIR",
      description =
          "events as JSON Lines or CSV, a file or a folder, also s3://BUCKET/KEY; - is the"
              + " standard input")
  String input;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "folder of the result, also s3://BUCKET/KEY")
  String out;

  @Option(
      names = "--config",
      paramLabel = "F",
      description =
          "configuration of a job, YAML; what it says of Kafka, sink and checkpoints is not used")
  Path config;

  @Option(
      names = "--flink-conf",
      paramLabel = "DIR",
      description =
          "folder with Flink's config.yaml, for its file systems (default: flink-conf beside the"
              + " launcher)")
  Path flinkConf = RunCommand.defaultFlinkConf();

  @Option(
      names = "--dry-run",
      description = {
        "find the exemplars, and say what their labels would cost: requests, tokens and money;",
        "nothing is sent, and the exemplars wait for longtail relabel"
      })
  boolean dryRun;

  private final OptionFlags flags =
      OptionFlags.of(Section.JOB, Section.LABELER, Section.SCORING)
          .without(Catalogue.SCORING_POLL)
          .and(Catalogue.EARLIER_FILES);

  @Override
  public OptionFlags flags() {
    return flags;
  }

  @Override
  public Integer call() {
    Progress progress = new Progress();
    LongtailOptions options = flags.options(flags.reader(config), Purpose.BACKFILL);
    TopologyOptions topology = dryRun ? unpaid(options.topology()) : options.topology();
    Optional<String> warning = SampleWarning.before(topology.ranking());
    warning.ifPresent(progress::say);
    int parallelism = options.parallelism().orElseGet(LocalFlink::usualParallelism);
    List<Location> earlier = earlier(options.earlierExemplars());
    prepareFileSystems(earlier, topology);
    Location result = new Location(out);
    Funnel funnel;
    try (RereadableInput events = rereadable()) {
      Location from = events == null ? new Location(input) : Location.of(events.path());
      funnel =
          result.isRemote()
              ? uploaded(
                  from,
                  earlier,
                  result,
                  topology,
                  options.topology().labels().labeler(),
                  parallelism,
                  progress)
              : new Backfill(from, earlier, result.local(), topology, parallelism, progress::say)
                  .run();
      if (dryRun && !result.isRemote()) {
        estimate(result.local(), options.topology().labels().labeler(), progress::say);
      }
    }
    if (warning.isEmpty()) {
      SampleWarning.after(topology.ranking(), funnel).ifPresent(progress::say);
    }
    progress.say(FunnelTable.of(funnel));
    progress.say("result in " + out);
    return 0;
  }

  private Funnel uploaded(
      Location from,
      List<Location> earlier,
      Location result,
      TopologyOptions topology,
      LabelerOptions labeler,
      int parallelism,
      Progress progress) {
    if (result.isIn(new Location(input))) {
      throw new InputException("the result's folder " + out + " lies in the input's, " + input);
    }
    BackfillUpload upload = BackfillUpload.to(result, progress::say);
    Funnel funnel;
    try {
      funnel =
          new Backfill(from, earlier, upload.staging(), topology, parallelism, upload::say).run();
      if (dryRun) {
        estimate(upload.staging(), labeler, upload::say);
      }
    } catch (RuntimeException e) {
      upload.abandon(e);
      throw e;
    }
    upload.finish();
    return funnel;
  }

  /** The same with nobody to ask. */
  private TopologyOptions unpaid(TopologyOptions options) {
    LabelerOptions labeler = options.labels().labeler();
    if (!labeler.asksServer()) {
      throw new ParameterException(
          command.commandLine(), "--dry-run says what a server would cost: name one by --endpoint");
    }
    if (options.labels().controlArms()) {
      throw new ParameterException(
          command.commandLine(),
          "--dry-run goes not with --control-arms: without them, then take four times the cost");
    }
    return options.with(LabelerOptions.none().withRules(labeler.rules()), false);
  }

  private static void estimate(Path result, LabelerOptions labeler, Consumer<String> say) {
    new Relabel(result, labeler, say).estimate().text().forEach(say);
  }

  /** Null for what is no path of this machine. */
  private RereadableInput rereadable() {
    Location location = new Location(input);
    return location.isRemote() ? null : RereadableInput.of(location.local());
  }

  private void prepareFileSystems(List<Location> earlier, TopologyOptions topology) {
    TopologyOptions.Labels labels = topology.labels();
    List<FileSystems.Use> uses = new ArrayList<>();
    uses.add(new FileSystems.Use("--input", new Location(input), false));
    for (Location each : earlier) {
      uses.add(new FileSystems.Use("--earlier-exemplars", each, false));
    }
    uses.add(new FileSystems.Use("--out", new Location(out), true));
    uses.addAll(LabelPlaces.of(labels.labeler(), labels.classifier()));
    uses.addAll(UsedPlaces.scoring(topology.scoring()));
    FileSystems.prepare(() -> RunCommand.flinkSettings(flinkConf), uses);
  }

  private static List<Location> earlier(LongtailOptions.EarlierExemplars exemplars) {
    return exemplars instanceof LongtailOptions.ExemplarFiles in
        ? in.files().stream().map(Location::new).toList()
        : List.of();
  }
}
