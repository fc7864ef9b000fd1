package dev.longtail.labeler.client;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** The home of a {@link LabelDesk} outside of Flink: the thread that calls {@link #run}. */
public final class DeskLoop implements LabelDesk.Home {
  private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
  private final BiConsumer<Boolean, String> listener;
  private long wakeAt = Long.MAX_VALUE;

  /** Tells {@code listener} what {@link LabelDesk.Home#say} is told. */
  public DeskLoop(BiConsumer<Boolean, String> listener) {
    this.listener = listener;
  }

  /**
   * Serves a desk that was ended until it is over.
   *
   * @throws InterruptedException if the thread is interrupted
   */
  public void run(LabelDesk<?> desk) throws InterruptedException {
    while (!desk.isOver()) {
      Runnable task = tasks.poll(Math.max(wakeAt - now(), 0), TimeUnit.MILLISECONDS);
      if (task != null) {
        task.run();
      } else {
        wakeAt = Long.MAX_VALUE;
        desk.pump();
      }
    }
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  @Override
  public void wake(long millis) {
    wakeAt = Math.min(wakeAt, millis);
  }

  @Override
  public long now() {
    return System.currentTimeMillis();
  }

  @Override
  public void say(boolean well, String text) {
    listener.accept(well, text);
  }
}
