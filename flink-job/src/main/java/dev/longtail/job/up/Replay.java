package dev.longtail.job.up;

import dev.longtail.udfs.io.InputException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * Sends days of events to a topic in the order of their time, at a pace, and goes on where the
 * topic ends.
 */
final class Replay {
  /** Where records go. */
  interface Target {
    /** Sends a record; those of one partition keep their order. */
    void send(int partition, byte[] line);
  }

  /** A clock to wait by. */
  interface Clock {
    long nanos();

    void waitUntil(long nanos) throws InterruptedException;
  }

  /** Hears of each day that is begun. */
  interface Listener {
    /**
     * A day begins.
     *
     * @param number of the day, from 1
     * @param left records of it that the topic lacks
     */
    void begins(LocalDate day, int number, long left);
  }

  /**
   * Why a replay ended.
   *
   * @param days that were begun
   * @param closed end of the last day that was asked for, in epoch milliseconds: every partition
   *     was sent an event that closes it; empty if there are no more events
   */
  record Ended(int days, Optional<Long> closed) {}

  static final Clock WALL =
      new Clock() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public void waitUntil(long nanos) throws InterruptedException {
          long left = TimeUnit.NANOSECONDS.toMillis(nanos - System.nanoTime());
          if (left > 0) {
            Thread.sleep(left);
          } else if (Thread.interrupted()) {
            throw new InterruptedException();
          }
        }
      };

  private final EventDays days;
  private final Position topic;
  private final Pace pace;
  private final OptionalInt wanted;
  private final long outOfOrderness;

  /**
   * A replay.
   *
   * @param topic what the topic holds already
   * @param wanted days to send, and then only what closes the last of them; empty: all
   * @param outOfOrderness how far behind the latest event the job's event time is
   */
  Replay(EventDays days, Position topic, Pace pace, OptionalInt wanted, Duration outOfOrderness) {
    this.days = days;
    this.topic = topic;
    this.pace = pace;
    this.wanted = wanted;
    this.outOfOrderness = outOfOrderness.toMillis();
  }

  /**
   * Sends until enough is sent.
   *
   * @throws InputException if the topic holds other events than these
   */
  Ended run(Target target, Clock clock, Listener listener) throws InterruptedException {
    long number = 0;
    int begun = 0;
    Optional<Long> closed = Optional.empty();
    boolean[] behind = new boolean[topic.partitions()];
    for (Optional<EventDays.Day> next = days.next(); next.isPresent(); next = days.next()) {
      EventDays.Day day = next.get();
      begun++;
      if (wanted.isEmpty() || begun <= wanted.getAsInt()) {
        listener.begins(day.date(), begun, left(number, day.lines().size()));
      }
      if (wanted.isPresent() && begun == wanted.getAsInt()) {
        closed = Optional.of(day.end());
      }
      for (TimedLine line : day.lines()) {
        if (topic.holds(number)) {
          refuseAnother(number, line);
        } else {
          clock.waitUntil(pace.due(line.ts(), clock.nanos()));
          target.send(topic.partitionOf(number), line.line());
          // Only what is sent now: a job that goes on from its state has no event time until it
          // reads an event.
          behind[topic.partitionOf(number)] |=
              closed.isPresent() && line.ts() >= closed.get() + outOfOrderness;
          if (all(behind)) {
            return new Ended(wanted.getAsInt(), closed);
          }
        }
        number++;
      }
    }
    if (topic.holdsMoreThan(number)) {
      throw another("more events");
    }
    return new Ended(begun, Optional.empty());
  }

  private long left(long number, int records) {
    long left = 0;
    for (int i = 0; i < records; i++) {
      left += topic.holds(number + i) ? 0 : 1;
    }
    return left;
  }

  private void refuseAnother(long number, TimedLine line) {
    if (!topic.mayBe(number, line.line())) {
      throw another("other events");
    }
  }

  private static InputException another(String what) {
    return new InputException(
        "the topic in this folder holds %s than this input: it was changed since; name another"
                .formatted(what)
            + " folder by --dir");
  }

  private static boolean all(boolean[] flags) {
    for (boolean flag : flags) {
      if (!flag) {
        return false;
      }
    }
    return true;
  }
}
