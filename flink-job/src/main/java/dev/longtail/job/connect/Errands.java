package dev.longtail.job.connect;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** Work that a reader does not do on its task's thread, and what comes back to that thread. */
interface Errands {
  /**
   * Runs {@code question} on another thread, and {@code answer} with its result on the task's
   * thread. If the question fails, {@code failure} runs there instead.
   */
  <A> void ask(Callable<A> question, Consumer<A> answer, Consumer<Exception> failure);

  /** Runs {@code then} on the task's thread after {@code delay}. */
  void after(Duration delay, Runnable then);
}
