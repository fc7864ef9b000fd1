package dev.longtail.job.cli;

import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.local.LocalFlink;
import dev.longtail.job.local.LocalMetrics;
import dev.longtail.job.local.StopSignal;
import dev.longtail.job.page.JobFinder;
import dev.longtail.job.page.PageServer;
import dev.longtail.job.preflight.ClusterTopics;
import dev.longtail.job.preflight.NeededTopic;
import dev.longtail.job.preflight.Preflight;
import dev.longtail.job.run.StreamingJob;
import dev.longtail.job.up.BrokerProcess;
import dev.longtail.job.up.Replayer;
import dev.longtail.job.up.WorkFolder;
import dev.longtail.job.watch.FlinkRest;
import dev.longtail.job.watch.JobWatch;
import dev.longtail.job.watch.RunningJob;
import dev.longtail.udfs.io.InputException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;

/** The job and the replay of {@code longtail up}, from their start to the last word. */
final class UpRun {
  private static final int PARTITIONS = 2;
  private static final Duration PAUSE = Duration.ofMillis(300);

  private final WorkFolder work;
  private final BrokerProcess broker;
  private final LongtailOptions options;
  private final LongtailOptions.Streaming streaming;
  private final Preflight preflight;
  private final Progress progress;

  /**
   * A run.
   *
   * @param broker that is ready
   * @param options of the job, with that broker at both ends
   */
  UpRun(WorkFolder work, BrokerProcess broker, LongtailOptions options, Progress progress) {
    this.work = work;
    this.broker = broker;
    this.options = options;
    this.streaming = options.streaming().orElseThrow();
    this.preflight = new Preflight(options);
    this.progress = progress;
  }

  /**
   * Runs until it is stopped or done; returns the exit status.
   *
   * @param flink of the cluster
   * @param port of the page; 0: a free one
   * @throws InputException if the broker, the job or the replay ends by itself
   */
  int run(Replayer.Plan plan, Configuration flink, int port) throws Exception {
    createTopics();
    preflight.refuseOrWarn(progress::say);
    LocalMetrics metrics = LocalMetrics.of(flink);
    JobClient job =
        LocalFlink.start(flink, () -> new StreamingJob(options, flink, progress::say).start());
    RunStop stop = new RunStop(job, streaming.checkpoints().savepoints(), progress);
    StopSignal.hear(stop::signalled);
    URI rest = LocalFlink.rest(flink);
    RunningJob running = new RunningJob(new FlinkRest(rest), job.getJobID().toString());
    try (JobWatch watch =
            JobWatch.of(
                running,
                preflight::checkpointProblem,
                streaming.times().idleAfter(),
                progress::say);
        Replayer replay =
            Replayer.start(
                broker.servers(),
                streaming.source().topic(),
                PARTITIONS,
                plan,
                (day, number, left) ->
                    progress.say("day %d, %s: %,d events to send".formatted(number, day, left)));
        PageServer page =
            PageServer.start(
                options.withPagePort(port), JobFinder.of(running), Optional.of(metrics::text))) {
      sayReady(page.address(), rest);
      UpEnd end =
          new UpEnd(
              replay,
              running,
              streaming.source().groupId(),
              options.topology().labels().labeler().patience(),
              plan.wanted(),
              progress);
      boolean drained = awaitEnd(job, stop, end);
      return lastWord(stop, drained);
    }
  }

  /** As {@code longtail topics --create}; those of an earlier start stay as they are. */
  private void createTopics() {
    List<NeededTopic> needed = NeededTopic.of(options);
    try (ClusterTopics topics = ClusterTopics.of(needed.get(0).cluster())) {
      for (NeededTopic topic : needed) {
        topics.create(
            topic, topic.use() == NeededTopic.Use.EVENTS ? PARTITIONS : 1, Optional.of((short) 1));
      }
    }
  }

  /** For people and for programs: nothing but this line is on standard output. */
  private void sayReady(URI page, URI rest) {
    progress.say(
        "running; data and state are in %s; Flink's own pages are at %s/; stop it with Ctrl-C"
            .formatted(work.folder(), rest));
    System.out.println("ready: " + page);
    System.out.flush();
  }

  /** Waits for the job; returns whether all its windows are closed at the end. */
  private boolean awaitEnd(JobClient job, RunStop stop, UpEnd end) throws Exception {
    boolean drained = false;
    while (!job.getJobExecutionResult().isDone()) {
      Optional<String> broken = broker.failure();
      if (broken.isPresent()) {
        throw new InputException(broken.get() + "; the next start goes on from the newest state");
      }
      if (!stop.wasAsked()) {
        UpEnd.Step step = end.step();
        if (step != UpEnd.Step.GO_ON) {
          boolean drain = step == UpEnd.Step.DRAIN;
          // A Ctrl-C may have come meanwhile, and closes nothing.
          drained = stop.done(drain) && drain;
        }
      }
      Thread.sleep(PAUSE.toMillis());
    }
    try {
      var unused = job.getJobExecutionResult().get();
    } catch (ExecutionException e) {
      if (!stop.wasAsked()) {
        throw RunCommand.failure(e);
      }
    }
    return drained;
  }

  private int lastWord(RunStop stop, boolean drained) throws InterruptedException {
    if (!stop.wasAsked()) {
      progress.say("stopped from outside; the next start goes on from the newest state");
      return 0;
    }
    boolean saved = stop.awaitSaved();
    if (saved && drained) {
      work.over();
    }
    // Of a broker that is gone, what is left of the job would complain.
    Thread.sleep(RunCommand.LAST_ANSWER.toMillis());
    return saved ? 0 : Longtail.FAILED;
  }
}
