package dev.longtail.job.up;

import dev.longtail.udfs.io.InputException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** A replay to a topic in a thread of its own. */
public final class Replayer implements AutoCloseable {
  private static final Duration ENDING = Duration.ofSeconds(10);

  private final EventTopic topic;
  private final Thread thread;
  private volatile Replay.Ended ended;
  private volatile RuntimeException failure;

  private Replayer(EventTopic topic, Replay replay, Replay.Listener listener) {
    this.topic = topic;
    thread = new Thread(() -> run(replay, listener), "replay");
    thread.setDaemon(true);
  }

  /**
   * What to replay, and how.
   *
   * @param speed event time that passes in the same wall time
   * @param wanted days to send, and then what closes the last of them; empty: all
   * @param outOfOrderness of the job that reads the topic
   */
  public record Plan(EventDays days, double speed, OptionalInt wanted, Duration outOfOrderness) {}

  /** Hears of each day that is begun, with what is left of it to send. */
  @FunctionalInterface
  public interface Listener extends Replay.Listener {}

  /**
   * Starts a replay that goes on where the topic ends.
   *
   * @param servers of the broker
   * @param partitions of the topic
   */
  public static Replayer start(
      String servers, String topic, int partitions, Plan plan, Listener listener) {
    EventTopic events = new EventTopic(servers, topic, partitions);
    Replay replay =
        new Replay(
            plan.days, events.position(), new Pace(plan.speed), plan.wanted, plan.outOfOrderness);
    Replayer replayer = new Replayer(events, replay, listener);
    replayer.thread.start();
    return replayer;
  }

  private void run(Replay replay, Replay.Listener listener) {
    try {
      Replay.Ended end = replay.run(topic, Replay.WALL, listener);
      topic.flush();
      ended = end;
    } catch (InterruptedException | org.apache.kafka.common.errors.InterruptException e) {
      // It was closed.
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  /**
   * Whether there is nothing more to send.
   *
   * @throws InputException if the replay failed
   */
  public boolean isOver() {
    if (failure != null) {
      throw failure;
    }
    return ended != null;
  }

  /** Days that were begun, once it is over. */
  public int days() {
    return ended.days();
  }

  /**
   * The end of the last day that was asked for, once it is over: events behind it are sent. Empty
   * if the input has no more events: nothing closes its last day.
   */
  public Optional<Long> closed() {
    return ended.closed();
  }

  /** Whether the job of {@code group} has saved that it read all that was sent. */
  public boolean isReadBy(String group) throws InterruptedException {
    return topic.isReadBy(group);
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(ENDING.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    topic.close();
  }
}
