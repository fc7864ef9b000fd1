package dev.longtail.udfs.format;

import dev.longtail.udfs.event.CommandEvent;
import dev.longtail.udfs.event.EpochUnit;
import dev.longtail.udfs.event.ParsedRecord.Untimed;
import dev.longtail.udfs.event.SkipReason;
import dev.longtail.udfs.event.TwinMark;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Finds twins in the order of a file. Where twins are left out, a start of the security log waits
 * for Sysmon's, and all starts behind it wait as well, so that they leave in their order.
 *
 * <p>Memory is bounded: a start waits until {@link #WAIT_MILLIS} of the log's own time have passed
 * or {@link #MOST} starts stand behind it, and each start is remembered for as many starts of
 * Windows. So a twin is not found that lies further away, such as in another file.
 */
final class TwinQueue {
  /** How long a start waits, by the log's own time. */
  static final long WAIT_MILLIS = TwinMark.APART_MILLIS + AuditJoiner.WAIT_MILLIS;

  /** Starts behind which a twin is no longer looked for. */
  static final int MOST = 10_000;

  private static final int FORGOTTEN_AT_ONCE = 1_000;

  /** A start in the queue. */
  private static final class Place {
    private final CommandEvent event;
    private final EpochUnit unit;
    private final Untimed untimed;
    private boolean waits;
    private boolean twin;

    Place(CommandEvent event, EpochUnit unit, Untimed untimed) {
      this.event = event;
      this.unit = unit;
      this.untimed = untimed;
    }
  }

  private final boolean once;
  private final EventReader.Sink sink;
  private final OpenTwins<Place> open = new OpenTwins<>();
  private final Deque<Place> queue = new ArrayDeque<>();
  private long marks;
  private long latest = Long.MIN_VALUE;

  /**
   * A queue.
   *
   * @param once whether twins are left out; else they are counted only
   * @param sink gets starts and twins
   */
  TwinQueue(boolean once, EventReader.Sink sink) {
    this.once = once;
    this.sink = sink;
  }

  /** The next start; {@code mark} is null if it can have no twin. */
  void start(CommandEvent event, EpochUnit unit, TwinMark mark) {
    if (mark == null && queue.isEmpty()) {
      sink.start(event, unit);
      return;
    }
    Place place = new Place(event, unit, null);
    if (mark != null) {
      look(mark, place);
    }
    queue.add(place);
    leave();
  }

  /** The next start, which has no time. */
  void untimed(Untimed start) {
    queue.add(new Place(null, null, start));
    leave();
  }

  /** No more starts come. */
  void end() {
    queue.forEach(place -> place.waits = false);
    leave();
  }

  private void look(TwinMark mark, Place place) {
    latest = Math.max(latest, mark.ts());
    if (++marks % FORGOTTEN_AT_ONCE == 0) {
      var unused = open.expire(marks); // what waits is in the queue as well
    }
    long until = marks + MOST;
    if (mark.isSysmon()) {
      open.sysmon(mark.process(), mark.ts(), until).forEach(found -> found(found.start()));
    } else if (!once) {
      if (open.left(mark.process(), mark.ts(), until)) {
        sink.twin();
      }
    } else if (open.hold(mark.process(), mark.ts(), until, place)) {
      found(place);
    } else {
      place.waits = true;
    }
  }

  /** A twin: a start in the queue, or one that has left. */
  private void found(Place place) {
    sink.twin();
    if (place != null) {
      place.waits = false;
      place.twin = true;
    }
  }

  private void leave() {
    while (!queue.isEmpty()) {
      Place first = queue.peek();
      if (first.waits && queue.size() <= MOST && first.event.ts() >= latest - WAIT_MILLIS) {
        return;
      }
      queue.remove();
      first.waits = false;
      tell(first);
    }
  }

  private void tell(Place place) {
    if (place.untimed != null) {
      sink.untimed(place.untimed);
    } else if (place.twin) {
      sink.skipped(SkipReason.TWIN);
    } else {
      sink.start(place.event, place.unit);
    }
  }
}
