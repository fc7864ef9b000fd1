package dev.longtail.job.connect;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One thread of its own, started with the first errand. What it brings back waits until the task's
 * thread calls {@link #deliver}.
 */
final class BackgroundErrands implements Errands, AutoCloseable {
  private final Queue<Runnable> brought = new ConcurrentLinkedQueue<>();
  private final ScheduledThreadPoolExecutor thread;
  private final Runnable wake;

  /**
   * Errands of one reader.
   *
   * @param wake makes the task's thread call {@link #deliver}; called on any thread
   */
  BackgroundErrands(String name, Runnable wake) {
    this.wake = wake;
    this.thread =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              Thread created = new Thread(work, name);
              created.setDaemon(true);
              return created;
            });
  }

  @Override
  public <A> void ask(Callable<A> question, Consumer<A> answer, Consumer<Exception> failure) {
    run(() -> thread.execute(() -> bring(answered(question, answer, failure))));
  }

  @Override
  public void after(Duration delay, Runnable then) {
    run(
        () -> {
          var unused = thread.schedule(() -> bring(then), delay.toNanos(), TimeUnit.NANOSECONDS);
        });
  }

  private static <A> Runnable answered(
      Callable<A> question, Consumer<A> answer, Consumer<Exception> failure) {
    try {
      A result = question.call();
      return () -> answer.accept(result);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return () -> failure.accept(e);
    } catch (Exception e) {
      return () -> failure.accept(e);
    }
  }

  private void bring(Runnable result) {
    brought.add(result);
    wake.run();
  }

  /** After the end there are no more errands. */
  private static void run(Runnable errand) {
    try {
      errand.run();
    } catch (RejectedExecutionException e) {
      return;
    }
  }

  /** Runs what has come back; on the task's thread. */
  void deliver() {
    for (Runnable next = brought.poll(); next != null; next = brought.poll()) {
      next.run();
    }
  }

  /** Ends the thread; waits a moment for an errand under way. */
  @Override
  public void close() {
    thread.shutdownNow();
    try {
      var unused = thread.awaitTermination(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
