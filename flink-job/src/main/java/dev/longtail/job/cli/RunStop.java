package dev.longtail.job.cli;

import dev.longtail.job.watch.Causes;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;

/** Stops the job of this JVM at a signal, with a savepoint and within a bound. */
final class RunStop {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** When nobody waits at a terminal: a drain also asks for the labels that are left. */
  private static final Duration LONG_PATIENCE = Duration.ofMinutes(10);

  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration CANCELLING = Duration.ofSeconds(10);

  /** Exit status of a command that Ctrl-C ended at once. */
  private static final int INTERRUPTED = 130;

  private final JobClient job;
  private final String savepoints;
  private final Progress progress;
  private final AtomicInteger signals = new AtomicInteger();
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile boolean saved;

  /**
   * Stops {@code job}.
   *
   * @param savepoints folder of the savepoint
   */
  RunStop(JobClient job, String savepoints, Progress progress) {
    this.job = job;
    this.savepoints = savepoints;
    this.progress = progress;
  }

  /** At the first signal the job is stopped, at the second the JVM ends at once. */
  void signalled() {
    int count = signals.incrementAndGet();
    if (count == 1) {
      new Thread(() -> stop(false, PATIENCE), "stop").start();
    } else if (count == 2) {
      // Not in the thread of the signals: the JVM waits for it.
      new Thread(() -> System.exit(INTERRUPTED), "exit").start();
    }
  }

  /**
   * Stops the job because its work is done; returns false if it is being stopped already.
   *
   * @param drain whether all open windows are closed before
   */
  boolean done(boolean drain) {
    if (!signals.compareAndSet(0, 1)) {
      return false;
    }
    new Thread(() -> stop(drain, LONG_PATIENCE), "stop").start();
    return true;
  }

  private void stop(boolean drain, Duration patience) {
    progress.say(
        "stopping with a savepoint, within %d s; %s Ctrl-C ends at once"
            .formatted(patience.toSeconds(), patience.equals(PATIENCE) ? "a second" : "a"));
    String reason;
    try {
      String path = savepoint(drain, patience);
      saved = true;
      progress.say(
          drain
              ? "stopped; all windows are closed"
              : "stopped; the next start goes on from " + path);
      done.countDown();
      return;
    } catch (TimeoutException e) {
      reason = "it took more than " + patience.toSeconds() + " s";
    } catch (ExecutionException e) {
      reason = Causes.last(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      reason = "interrupted";
    }
    try {
      // A job that is cancelled keeps its checkpoints.
      var unused = job.cancel().get(CANCELLING.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      progress.say("the job does not end: " + Causes.last(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    progress.say(
        "stopped without a savepoint: %s; the next start goes on from the newest checkpoint"
            .formatted(reason));
    done.countDown();
  }

  /** The savepoint; a job that is only just starting is asked again. */
  private String savepoint(boolean drain, Duration patience)
      throws ExecutionException, TimeoutException, InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        return job.stopWithSavepoint(drain, savepoints, SavepointFormatType.CANONICAL)
            .get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      } catch (ExecutionException e) {
        if (!Causes.isStarting(Causes.last(e)) || System.nanoTime() > end) {
          throw e;
        }
        Thread.sleep(PAUSE.toMillis());
      }
    }
  }

  /** Whether somebody asked for the stop here. */
  boolean wasAsked() {
    return signals.get() > 0;
  }

  /** Waits for the last word; returns whether the state is saved. */
  boolean awaitSaved() throws InterruptedException {
    var unused = done.await(LONG_PATIENCE.plus(CANCELLING).toMillis(), TimeUnit.MILLISECONDS);
    return saved;
  }
}
