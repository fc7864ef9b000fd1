package dev.longtail.job.cli;

import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.restore.SavedState;
import dev.longtail.job.restore.SavedStates;
import dev.longtail.job.watch.Causes;
import dev.longtail.job.watch.RunningJob;
import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "stop",
    description = {
      "Stops the running job of a configuration with a savepoint, and prints its place.",
      "The next longtail run goes on from there."
    },
    mixinStandardHelpOptions = true)
final class StopCommand implements Callable<Integer> {
  private static final Duration PAUSE = Duration.ofMillis(500);

  @Mixin RunningJobs jobs;

  @Option(
      names = "--savepoint",
      paramLabel = "DIR",
      description =
          "folder of the savepoint, a path or URI (default: savepoints in the folder of the"
              + " checkpoints, where the next start looks; from another it needs --restore)")
  String savepoint;

  @Option(
      names = "--drain",
      description =
          "close all open windows before, also today's: for the last day of a stream. What comes"
              + " later of such a day is not part of its results")
  boolean drain;

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      defaultValue = "600",
      description = "how long to wait for the savepoint (default: ${DEFAULT-VALUE})")
  long patience;

  @Override
  public Integer call() throws InterruptedException {
    LongtailOptions options = jobs.options();
    LongtailOptions.Checkpoints checkpoints = options.streaming().orElseThrow().checkpoints();
    RunningJob job = jobs.one(options);
    boolean elsewhere = savepoint != null;
    String folder = elsewhere ? savepoint : checkpoints.savepoints();
    Instant start = Instant.now();
    Progress progress = new Progress();
    progress.say("stopping job %s at %s".formatted(job.id(), job.rest().address()));
    String path = stop(job, folder, checkpoints, start);
    progress.say(
        elsewhere
            ? "stopped; the next start goes on from it with --restore " + path
            : "stopped; the next start goes on from it");
    System.out.println(path);
    return 0;
  }

  private String stop(
      RunningJob job, String folder, LongtailOptions.Checkpoints checkpoints, Instant start)
      throws InterruptedException {
    Instant end = start.plusSeconds(patience);
    while (true) {
      try {
        return awaitSavepoint(order(job, folder), folder, checkpoints, start);
      } catch (RunningJob.StopFailed e) {
        if (!Causes.isStarting(e.getMessage()) || Instant.now().isAfter(end)) {
          throw new InputException("the job goes on, the savepoint failed: " + e.getMessage(), e);
        }
        Thread.sleep(PAUSE.toMillis());
      }
    }
  }

  private RunningJob.Stopping order(RunningJob job, String folder) {
    try {
      return job.stop(folder, drain);
    } catch (IOException e) {
      throw new InputException(
          "the cluster at %s does not stop the job: %s"
              .formatted(job.rest().address(), e.getMessage()),
          e);
    }
  }

  private String awaitSavepoint(
      RunningJob.Stopping stopping,
      String folder,
      LongtailOptions.Checkpoints checkpoints,
      Instant start) {
    Optional<String> path;
    try {
      path = RunningJob.await(stopping, Duration.ofSeconds(patience));
    } catch (IOException e) {
      // longtail run ends with its job, and its interface with it.
      path = newest(checkpoints, start);
      if (path.isEmpty()) {
        throw new InputException(
            "the cluster went away before it said where the savepoint is; look below " + folder, e);
      }
    }
    return path.orElseThrow(
        () ->
            new InputException(
                "no savepoint within %d s; the job still tries, look below %s"
                    .formatted(patience, folder)));
  }

  private static Optional<String> newest(LongtailOptions.Checkpoints checkpoints, Instant start) {
    return new SavedStates(checkpoints.directory())
        .newestFirst().stream()
            .filter(state -> !state.completed().isBefore(start.minusSeconds(1)))
            .findFirst()
            .map(SavedState::location);
  }
}
