package dev.longtail.job.cli;

import dev.longtail.job.up.Closing;
import dev.longtail.job.up.Replayer;
import dev.longtail.job.watch.ClosedTime;
import dev.longtail.job.watch.JobReport;
import dev.longtail.job.watch.RunningJob;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;

/** Looks whether the work of {@code longtail up} is done. */
final class UpEnd {
  /** What to do now. */
  enum Step {
    GO_ON,
    /** Stop; the next start goes on. */
    STOP,
    /** Close all windows and stop: there are no more events. */
    DRAIN
  }

  private final Replayer replay;
  private final RunningJob job;
  private final String group;
  private final Duration patience;
  private final OptionalInt wanted;
  private final Progress progress;
  private Closing closing;
  private boolean said;

  /**
   * Looks at a replay and a job.
   *
   * @param group of the job's source
   * @param patience for labels
   * @param wanted days after which it stops; empty: it goes on
   */
  UpEnd(
      Replayer replay,
      RunningJob job,
      String group,
      Duration patience,
      OptionalInt wanted,
      Progress progress) {
    this.replay = replay;
    this.job = job;
    this.group = group;
    this.patience = patience;
    this.wanted = wanted;
    this.progress = progress;
  }

  /**
   * The next step.
   *
   * @throws dev.longtail.udfs.io.InputException if the replay failed
   */
  Step step() throws InterruptedException {
    if (!replay.isOver()) {
      return Step.GO_ON;
    }
    if (replay.closed().isPresent()) {
      return afterDays(replay.closed().get());
    }
    if (wanted.isEmpty()) {
      sayOnce(
          "all %d days are sent; the last one stays open, because no event closes it"
                  .formatted(replay.days())
              + " (--stop-after-days %d would); Ctrl-C stops".formatted(replay.days()));
      return Step.GO_ON;
    }
    if (replay.days() < wanted.getAsInt()) {
      sayOnce("there are only %d days of events".formatted(replay.days()));
    }
    if (!replay.isReadBy(group)) {
      return Step.GO_ON;
    }
    return Step.DRAIN;
  }

  private Step afterDays(long end) {
    if (closing == null) {
      closing = new Closing(end, patience);
    }
    try {
      if (!closing.isDone(ClosedTime.of(job), JobReport.of(job).waiting(), Instant.now())) {
        return Step.GO_ON;
      }
    } catch (IOException e) {
      return Step.GO_ON; // It restarts; the next look says more.
    }
    progress.say(
        "%d days are closed%s"
            .formatted(
                wanted.getAsInt(),
                closing.waiting() == 0
                    ? " and labelled"
                    : "; %,d exemplars wait for verdicts, and the next start asks again"
                        .formatted(closing.waiting())));
    return Step.STOP;
  }

  private void sayOnce(String sentence) {
    if (!said) {
      progress.say(sentence);
      said = true;
    }
  }
}
