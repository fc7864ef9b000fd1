package dev.longtail.job.cli;

import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.config.Purpose;
import dev.longtail.job.config.Section;
import dev.longtail.job.local.LocalFlink;
import dev.longtail.job.local.LocalMetrics;
import dev.longtail.job.local.StopSignal;
import dev.longtail.job.page.JobFinder;
import dev.longtail.job.page.PageServer;
import dev.longtail.job.preflight.Preflight;
import dev.longtail.job.run.StreamingJob;
import dev.longtail.job.storage.FileSystems;
import dev.longtail.job.watch.Causes;
import dev.longtail.job.watch.FlinkRest;
import dev.longtail.job.watch.JobWatch;
import dev.longtail.job.watch.RunningJob;
import dev.longtail.udfs.io.InputException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
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

  /**
   * Time for whoever stopped the job to ask for the savepoint's place, and for Flink to delete the
   * checkpoints that the savepoint makes superfluous.
   */
  static final Duration LAST_ANSWER = Duration.ofSeconds(2);

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
    Configuration flink = LocalFlink.streaming(flinkConf, options.parallelism());
    FileSystems.prepare(() -> flink, UsedPlaces.of(options));
    Preflight preflight = new Preflight(options);
    preflight.refuseOrWarn(progress::say);
    LocalMetrics metrics = LocalMetrics.of(flink);
    JobClient job =
        LocalFlink.start(flink, () -> new StreamingJob(options, flink, progress::say).start());
    URI rest = LocalFlink.rest(flink);
    RunStop stop =
        new RunStop(job, options.streaming().orElseThrow().checkpoints().savepoints(), progress);
    StopSignal.hear(stop::signalled);
    progress.say(
        "running job "
            + job.getJobID()
            + (config == null ? "" : " from " + config)
            + "; its REST interface is "
            + rest
            + "; stop it with Ctrl-C");
    RunningJob running = new RunningJob(new FlinkRest(rest), job.getJobID().toString());
    Optional<PageServer> page =
        PageServer.startIfWanted(
            options, JobFinder.of(running), Optional.of(metrics::text), progress::say);
    try (JobWatch watch =
        JobWatch.of(
            running,
            preflight::checkpointProblem,
            options.streaming().orElseThrow().times().idleAfter(),
            progress::say)) {
      var unused = job.getJobExecutionResult().get();
    } catch (ExecutionException e) {
      if (!stop.wasAsked()) {
        throw failure(e);
      }
    } finally {
      page.ifPresent(PageServer::close);
    }
    boolean good = !stop.wasAsked() || stop.awaitSaved();
    if (!stop.wasAsked()) {
      progress.say("stopped from outside; the next start goes on from the newest state");
    }
    Thread.sleep(LAST_ANSWER.toMillis());
    return good ? 0 : Longtail.FAILED;
  }

  /** What is written for the user is in some cause; else the last cause says most. */
  static InputException failure(ExecutionException failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof InputException written) {
        return written;
      }
    }
    return new InputException(
        "the job failed: %s (LONGTAIL_JAVA_OPTS=-Dlongtail.log=INFO tells"
                .formatted(Causes.last(failure))
            + " more); the next start goes on from the newest checkpoint",
        failure);
  }
}
