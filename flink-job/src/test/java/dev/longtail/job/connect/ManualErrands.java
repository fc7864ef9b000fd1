package dev.longtail.job.connect;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** Errands that a test runs one by one. */
final class ManualErrands implements Errands {
  private final Queue<Runnable> questions = new ArrayDeque<>();
  private final Queue<Runnable> delayed = new ArrayDeque<>();

  @Override
  public <A> void ask(Callable<A> question, Consumer<A> answer, Consumer<Exception> failure) {
    questions.add(
        () -> {
          A result;
          try {
            result = question.call();
          } catch (Exception e) {
            failure.accept(e);
            return;
          }
          answer.accept(result);
        });
  }

  @Override
  public void after(Duration delay, Runnable then) {
    delayed.add(then);
  }

  /** Lets the time of what waits now pass. */
  void pass() {
    for (int left = delayed.size(); left > 0; left--) {
      delayed.remove().run();
    }
  }

  /** Lets the broker answer. */
  void answer() {
    for (int left = questions.size(); left > 0; left--) {
      questions.remove().run();
    }
  }

  int questions() {
    return questions.size();
  }
}
