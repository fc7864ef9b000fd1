package dev.longtail.job.cli;

import dev.longtail.job.run.RunConfig;
import dev.longtail.job.run.StreamingJob;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.flink.core.execution.JobClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "run",
    description = "Runs the streaming job until it is stopped.",
    mixinStandardHelpOptions = true,
    footer = {"", "The configuration is explained key by key in flink-conf/longtail.yaml."})
final class RunCommand implements Callable<Integer> {
  @Option(
      names = "--config",
      required = true,
      paramLabel = "F",
      description = "configuration of the job, YAML")
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

  private static Path defaultFlinkConf() {
    String home = System.getProperty("longtail.home");
    Path folder = home == null ? null : Path.of(home, "flink-conf");
    return folder != null && Files.isDirectory(folder) ? folder : null;
  }

  @Override
  public Integer call() throws Exception {
    Progress progress = new Progress();
    JobClient job = new StreamingJob(RunConfig.read(config), flinkConf, restore).start();
    progress.say("running job " + job.getJobID() + " from " + config + "; stop it with Ctrl-C");
    job.getJobExecutionResult().get();
    return 0;
  }
}
