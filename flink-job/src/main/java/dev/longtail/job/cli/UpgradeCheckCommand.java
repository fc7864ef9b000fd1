package dev.longtail.job.cli;

import dev.longtail.detectors.state.StateMappers;
import dev.longtail.job.config.Catalogue;
import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.config.Purpose;
import dev.longtail.job.config.Section;
import dev.longtail.job.restore.SavedJob;
import dev.longtail.job.restore.SavedState;
import dev.longtail.job.restore.StateReader;
import dev.longtail.job.run.StreamingJob;
import dev.longtail.job.storage.FileSystems;
import dev.longtail.job.storage.Location;
import dev.longtail.job.upgrade.ReleaseMatrix;
import dev.longtail.job.upgrade.UpgradeCheck;
import dev.longtail.job.upgrade.UpgradeReport;
import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "upgrade-check",
    description = {
      "Says before an upgrade what of a savepoint would not fit.",
      "It compares the savepoint with this build and a configuration.",
      "It starts nothing and changes nothing. Exit status: 0 it fits, 1 it does not, 2 savepoint or"
          + " configuration cannot be used."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "The procedure is in docs/operations/upgrade.md."})
final class UpgradeCheckCommand implements Callable<Integer>, OptionFlags.Taker {
  private static final String FROM = "--from";

  @Spec CommandSpec command;

  @Option(
      names = FROM,
      paramLabel = "SAVEPOINT",
      description = "savepoint or checkpoint, a path or URI: the folder with _metadata")
  String from;

  @Option(
      names = "--config",
      paramLabel = "F",
      description = "configuration of the new job, YAML; flags and the environment win over it")
  Path config;

  @Option(
      names = "--flink-conf",
      paramLabel = "DIR",
      description =
          "folder with Flink's config.yaml, for its parallelism and for S3 (default: flink-conf"
              + " beside the launcher)")
  Path flinkConf = RunCommand.defaultFlinkConf();

  @Option(
      names = "--allow-non-restored-state",
      description = "as if the job is started with Flink's --allowNonRestoredState")
  boolean mayLeaveState;

  @Option(
      names = "--matrix",
      description = "prints instead which releases restore the state of which, as it was tested")
  boolean matrix;

  /** The first and last day of a backfill are none of a stream's options. */
  private final OptionFlags flags =
      OptionFlags.of(Section.values()).without(Catalogue.FROM, Catalogue.TO);

  @Override
  public OptionFlags flags() {
    return flags;
  }

  @Override
  public Integer call() {
    if (matrix) {
      System.out.print(ReleaseMatrix.text());
      return 0;
    }
    if (from == null) {
      throw new ParameterException(
          command.commandLine(), "Missing required option: '%s=SAVEPOINT'".formatted(FROM));
    }
    UpgradeReport report;
    try {
      report = report();
    } catch (InputException e) {
      // 1 says that the two do not fit each other; here one of them cannot be read at all.
      System.err.println("longtail: " + e.getMessage());
      return Longtail.BAD_USAGE;
    }
    System.out.print(report.text());
    return report.fits() ? 0 : Longtail.FAILED;
  }

  private UpgradeReport report() {
    LongtailOptions options = flags.options(flags.reader(config), Purpose.STREAMING);
    Configuration flink = RunCommand.flinkSettings(flinkConf);
    List<FileSystems.Use> places = new ArrayList<>(UsedPlaces.readForTheGraph(options));
    places.add(new FileSystems.Use(FROM, new Location(from), false));
    FileSystems.prepare(() -> flink, places);
    SavedJob saved = saved();
    return new UpgradeCheck(
            StateMappers.all(),
            mayLeaveState || flink.get(StateRecoveryOptions.SAVEPOINT_IGNORE_UNCLAIMED_STATE))
        .of(saved, new StreamingJob(options, flink, said -> {}).plan());
  }

  private SavedJob saved() {
    SavedState state = SavedState.at(from, FROM);
    try {
      return StateReader.read(state);
    } catch (IOException e) {
      throw new InputException(
          "%s: %s cannot be read, it is damaged or a part of it is missing: %s"
              .formatted(FROM, from, InputException.reason(e)),
          e);
    }
  }
}
