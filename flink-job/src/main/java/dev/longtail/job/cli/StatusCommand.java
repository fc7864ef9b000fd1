package dev.longtail.job.cli;

import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.watch.JobReport;
import dev.longtail.job.watch.ReportText;
import dev.longtail.job.watch.RunningJob;
import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "status",
    description = {
      "Says how the running job of a configuration is.",
      "It asks Flink's REST interface; - stands for what that does not say. Exit status 1: none"
          + " runs."
    },
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
  /** Flink fetches metrics when they are asked for, and first answers without. */
  private static final int TRIES = 10;

  private static final Duration PAUSE = Duration.ofMillis(500);

  @Mixin RunningJobs jobs;

  @Override
  public Integer call() throws InterruptedException {
    LongtailOptions options = jobs.options();
    RunningJob job = jobs.one(options);
    JobReport report = report(job);
    Instant now = Instant.now();
    print("job", job.id() + " at " + job.rest().address());
    print("state", report.state());
    print("uptime", ReportText.duration(report.uptime()));
    print("restarts", ReportText.number(report.restarts()));
    print("records since restart", ReportText.number(report.records()));
    print("lag, records", ReportText.number(report.lag()));
    print("watermark", ReportText.time(report.watermark()));
    ReportText.silence(report, options.streaming().orElseThrow().times().idleAfter(), now)
        .ifPresent(silence -> print("", silence));
    print("saved", ReportText.checkpoint(report.saved(), now));
    if (report.saved() != null) {
      print("", report.saved().location());
    }
    print("failed checkpoints", "%,d".formatted(report.failures()));
    if (report.failed() != null
        && (report.saved() == null || report.failed().at().isAfter(report.saved().at()))) {
      print("", ReportText.failure(report, report.failed().reason(), now));
    }
    print("waiting labels", ReportText.number(report.waiting()));
    return 0;
  }

  private static JobReport report(RunningJob job) throws InterruptedException {
    try {
      JobReport report = JobReport.of(job);
      for (int i = 1; i < TRIES && report.records().isEmpty(); i++) {
        Thread.sleep(PAUSE.toMillis());
        report = JobReport.of(job);
      }
      return report;
    } catch (IOException e) {
      throw new InputException(
          "the cluster at %s does not answer: %s".formatted(job.rest().address(), e.getMessage()),
          e);
    }
  }

  private static void print(String what, String value) {
    System.out.printf("%-24s%s%n", what, value);
  }
}
