package dev.longtail.job.cli;

import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.config.Purpose;
import dev.longtail.job.config.Section;
import dev.longtail.job.local.LocalFlink;
import dev.longtail.job.run.StreamingJob;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.Configuration;
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

  private final OptionFlags flags = OptionFlags.of(Section.values());

  @Override
  public OptionFlags flags() {
    return flags;
  }

  private static Path defaultFlinkConf() {
    String home = System.getProperty("longtail.home");
    Path folder = home == null ? null : Path.of(home, "flink-conf");
    return folder != null && Files.isDirectory(folder) ? folder : null;
  }

  @Override
  public Integer call() throws Exception {
    Progress progress = new Progress();
    LongtailOptions options = flags.options(flags.reader(config), Purpose.STREAMING);
    Configuration flink = LocalFlink.streaming(flinkConf, options.parallelism());
    JobClient job = new StreamingJob(options, flink, progress::say).start();
    progress.say(
        "running job "
            + job.getJobID()
            + (config == null ? "" : " from " + config)
            + "; stop it with Ctrl-C");
    job.getJobExecutionResult().get();
    return 0;
  }
}
