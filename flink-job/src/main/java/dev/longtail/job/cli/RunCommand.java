package dev.longtail.job.cli;

import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.config.Purpose;
import dev.longtail.job.config.Section;
import dev.longtail.job.run.StreamingJob;
import dev.longtail.job.storage.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.core.execution.JobClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "run",
    description = "Runs the streaming job until it is stopped.",
    mixinStandardHelpOptions = true,
    footer = {"", "The configuration is explained key by key in flink-conf/longtail.yaml."})
final class RunCommand implements Callable<Integer>, OptionFlags.Taker {
  @Option(
      names = "--config",
      paramLabel = "F",
      description = "configuration of the job, YAML; flags and the environment win over it")
  Path config;

  @Option(
      names = "--flink-conf",
      paramLabel = "DIR",
      description = "folder with Flink's config.yaml (default: flink-conf beside the launcher)")
  Path flinkConf = defaultFlinkConf();

  @Option(
      names = "--restore",
      paramLabel = "PATH",
      description = "start from this checkpoint or savepoint")
  String restore;

  private final OptionFlags flags = OptionFlags.of(Section.values());

  @Override
  public OptionFlags flags() {
    return flags;
  }

  static Path defaultFlinkConf() {
    String home = System.getProperty("longtail.home");
    Path folder = home == null ? null : Path.of(home, "flink-conf");
    return folder != null && Files.isDirectory(folder) ? folder : null;
  }

  /** Flink's settings of a folder; none if it is null. */
  static Configuration flinkSettings(Path folder) {
    return folder == null
        ? new Configuration()
        : GlobalConfiguration.loadConfiguration(folder.toString());
  }

  @Override
  public Integer call() throws Exception {
    Progress progress = new Progress();
    LongtailOptions options = flags.options(flags.reader(config), Purpose.STREAMING);
    FileSystems.prepare(() -> flinkSettings(flinkConf), UsedPlaces.of(options, restore));
    JobClient job = new StreamingJob(options, flinkConf, restore).start();
    progress.say(
        "running job "
            + job.getJobID()
            + (config == null ? "" : " from " + config)
            + "; stop it with Ctrl-C");
    job.getJobExecutionResult().get();
    return 0;
  }
}
