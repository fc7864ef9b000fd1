package dev.longtail.job.cli;

import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.page.JobFinder;
import dev.longtail.job.page.PageServer;
import dev.longtail.job.storage.FileSystems;
import dev.longtail.job.watch.RunningJob;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "page",
    description = {
      "Serves a page that shows the streaming job of a configuration, wherever that runs.",
      "It reads the job's outputs and asks Flink's REST interface. It may be started before the"
          + " job, and changes nothing."
    },
    mixinStandardHelpOptions = true)
final class PageCommand implements Callable<Integer> {
  /** Outside the ports in which a REST interface of Flink is looked for. */
  private static final int USUAL_PORT = 8070;

  @Spec private CommandSpec command;

  @Mixin private RunningJobs jobs;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "the port, 0 for a free one (default: page.port, else " + USUAL_PORT + ")")
  private Integer port;

  @Override
  public Integer call() throws InterruptedException {
    if (port != null && (port < 0 || port > 65_535)) {
      throw new ParameterException(command.commandLine(), "--port must be from 0 to 65535");
    }
    LongtailOptions options = jobs.options();
    FileSystems.prepare(
        () -> RunCommand.flinkSettings(RunCommand.defaultFlinkConf()), UsedPlaces.of(options));
    LongtailOptions.Page page = options.streaming().orElseThrow().page();
    int wanted = port != null ? port : page.port().orElse(USUAL_PORT);
    try (PageServer server =
        PageServer.start(options.withPagePort(wanted), finder(options), Optional.empty())) {
      System.out.println(server.address());
      System.err.println("the page of " + jobs.config + "; end with Ctrl-C");
      new CountDownLatch(1).await();
    }
    return 0;
  }

  private JobFinder finder(LongtailOptions options) {
    return new JobFinder() {
      @Override
      public Optional<RunningJob> find() {
        return jobs.all(options).stream().findFirst();
      }

      @Override
      public String where() {
        return jobs.where();
      }
    };
  }
}
