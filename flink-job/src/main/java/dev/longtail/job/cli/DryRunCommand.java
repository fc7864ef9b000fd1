package dev.longtail.job.cli;

import dev.longtail.detectors.state.StateMappers;
import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.config.Purpose;
import dev.longtail.job.config.Settings;
import dev.longtail.job.config.SettingsReader;
import dev.longtail.job.local.LocalFlink;
import dev.longtail.job.restore.SavedState;
import dev.longtail.job.restore.StateReader;
import dev.longtail.job.run.DryRun;
import dev.longtail.job.run.StreamingJob;
import dev.longtail.job.storage.FileSystems;
import dev.longtail.job.storage.Location;
import dev.longtail.job.upgrade.DayDifference;
import dev.longtail.job.upgrade.DayResult;
import dev.longtail.job.upgrade.UpgradeCheck;
import dev.longtail.job.upgrade.UpgradeReport;
import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "dry-run",
    description = {
      "Runs a day through an old and a new configuration, and shows what differs.",
      "Both begin with the same savepoint. Nobody is asked for a label, and nothing is written but"
          + " the page.",
      "The savepoint must be of before the day: what its windows have closed is late."
    },
    mixinStandardHelpOptions = true)
final class DryRunCommand implements Callable<Integer> {
  private static final String FROM = "--from";
  private static final String INPUT = "--input";

  @Option(
      names = FROM,
      required = true,
      paramLabel = "SAVEPOINT",
      description = "savepoint or checkpoint, a path or URI: the folder with _metadata")
  String from;

  @Option(
      names = "--config",
      required = true,
      paramLabel = "NEW",
      description = "the new configuration, YAML")
  Path config;

  @Option(
      names = "--old",
      required = true,
      paramLabel = "OLD",
      description = "the configuration of the job as it runs, YAML")
  Path old;

  @Option(
      names = INPUT,
      required = true,
      paramLabel = "DAY",
      description = "a file or folder of events, JSON Lines or CSV, plain or packed; also on S3")
  String input;

  @Option(
      names = "--labels",
      paramLabel = "truth:F",
      description =
          "a file of {cmd,label} records that answers, such as the output training-data of the job;"
              + " without it admissions are not compared")
  String labels;

  @Option(
      names = "--out",
      paramLabel = "PAGE",
      defaultValue = "dry-run.html",
      description = "the page (default: ${DEFAULT-VALUE})")
  Path out;

  @Option(
      names = "--flink-conf",
      paramLabel = "DIR",
      description =
          "folder with Flink's config.yaml, for S3 (default: flink-conf beside the launcher)")
  Path flinkConf = RunCommand.defaultFlinkConf();

  @Override
  public Integer call() {
    Progress progress = new Progress();
    Configuration flink = RunCommand.flinkSettings(flinkConf);
    LongtailOptions before = options(old);
    LongtailOptions after = options(config);
    List<FileSystems.Use> places = new ArrayList<>(UsedPlaces.readForTheGraph(before));
    places.addAll(UsedPlaces.readForTheGraph(after));
    places.add(new FileSystems.Use(FROM, new Location(from), false));
    places.add(new FileSystems.Use(INPUT, new Location(input), false));
    FileSystems.prepare(() -> flink, places);
    SavedState state = SavedState.at(from, FROM);
    refuseWhatDoesNotFit(state, before, old, flink);
    refuseWhatDoesNotFit(state, after, config, flink);
    DryRun day = new DryRun(state, new Location(input), truth(), LocalFlink.usualParallelism());
    progress.say("the day under " + old);
    DayResult then = day.with(before);
    progress.say("the day under " + config);
    DayResult now = day.with(after);
    DayDifference difference = DayDifference.between(then, now);
    write(DryRunPage.of(head(then, now), difference));
    System.out.printf(
        "%d anomalies, %d exemplars and %d admissions differ: %s%n",
        difference.anomalies().rows().size(),
        difference.exemplars().rows().size(),
        difference.admissions().rows().size(),
        out);
    return 0;
  }

  private DryRunPage.Head head(DayResult then, DayResult now) {
    String late =
        then.late() + now.late() == 0
            ? ""
            : "%,d events of the old and %,d of the new run were late: the savepoint is of after they happened. Take one from before the day. "
                .formatted(then.late(), now.late());
    String unlabelled =
        labels == null
            ? "Admissions were not compared: nobody was asked. Name answers with --labels truth:F."
            : "";
    return new DryRunPage.Head(
        List.of(
            Map.entry("old configuration", old.toString()),
            Map.entry("new configuration", config.toString()),
            Map.entry("state", from),
            Map.entry("events", input),
            Map.entry("answers", labels == null ? "nobody" : labels)),
        (late + unlabelled).strip());
  }

  private LongtailOptions options(Path file) {
    Settings settings =
        new SettingsReader()
            .file(file.toString(), OptionFlags.read(file))
            .environment(System.getenv())
            .settings();
    ModelPlace.prepare(settings, flinkConf);
    return LongtailOptions.of(settings, Purpose.STREAMING);
  }

  /** Operators that only the real job has may leave their state behind: no one asks for labels. */
  private static void refuseWhatDoesNotFit(
      SavedState state, LongtailOptions options, Path file, Configuration flink) {
    UpgradeReport report;
    try {
      report =
          new UpgradeCheck(StateMappers.all(), true)
              .of(StateReader.read(state), new StreamingJob(options, flink, said -> {}).plan());
    } catch (IOException e) {
      throw new InputException(
          "%s: %s cannot be read: %s".formatted(FROM, state.location(), InputException.reason(e)),
          e);
    }
    if (!report.fits()) {
      throw new InputException(
          "%s does not fit the state:%n%s".formatted(file, report.text().strip()));
    }
  }

  private Optional<Path> truth() {
    if (labels == null) {
      return Optional.empty();
    }
    if (!labels.startsWith("truth:") || labels.length() == "truth:".length()) {
      throw new InputException("--labels " + labels + ": a dry run asks nobody; give truth:F");
    }
    return Optional.of(Path.of(labels.substring("truth:".length())));
  }

  private void write(String page) {
    try {
      var unused = Files.writeString(out, page);
    } catch (IOException e) {
      throw new InputException(out + ": cannot be written: " + InputException.reason(e), e);
    }
  }
}
