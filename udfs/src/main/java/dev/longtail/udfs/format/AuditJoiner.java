package dev.longtail.udfs.format;

import dev.longtail.udfs.event.AuditFragment;
import dev.longtail.udfs.event.ParsedRecord;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Joins the records of audit events in the order of a file. An event waits for its records until it
 * is complete, or {@link #WAIT_MILLIS} of the log's own time have passed, or too many events wait.
 */
public final class AuditJoiner {
  /** How long an event waits. The kernel writes its records at once, other records between them. */
  public static final long WAIT_MILLIS = 5_000;

  private static final int MOST_OPEN = 10_000;

  private final Map<String, Open> open = new LinkedHashMap<>();
  private final Consumer<Joined> results;
  private long latest = Long.MIN_VALUE;

  /**
   * An event that is decided.
   *
   * @param record what it is
   * @param parts the number of its records
   */
  public record Joined(ParsedRecord record, int parts) {}

  private static final class Open {
    private final List<AuditFragment> fragments = new ArrayList<>();
    private final long ts;
    private boolean done;

    Open(long ts) {
      this.ts = ts;
    }
  }

  /** Results go to {@code results}, each event once. */
  public AuditJoiner(Consumer<Joined> results) {
    this.results = results;
  }

  /** Takes one record. */
  public void add(AuditFragment fragment) {
    if (fragment.ts() > latest) {
      latest = fragment.ts();
      expire();
    }
    Open event = open.computeIfAbsent(fragment.key(), key -> new Open(fragment.ts()));
    if (event.done) {
      // A record that came twice: the event is decided.
      results.accept(new Joined(null, 1));
      return;
    }
    event.fragments.add(fragment);
    var complete = AuditEvent.complete(event.fragments);
    if (complete.isPresent()) {
      emit(event, complete.get());
    } else if (event.fragments.size() >= AuditEvent.MOST_FRAGMENTS) {
      emit(event, AuditEvent.last(event.fragments));
    } else if (open.size() > MOST_OPEN) {
      removeOldest();
    }
  }

  /** Decides all events: no more records come. */
  public void end() {
    open.values().forEach(this::expire);
    open.clear();
  }

  private void expire() {
    Iterator<Open> events = open.values().iterator();
    while (events.hasNext()) {
      Open event = events.next();
      if (event.ts >= latest - WAIT_MILLIS) {
        return;
      }
      expire(event);
      events.remove();
    }
  }

  private void removeOldest() {
    Iterator<Open> events = open.values().iterator();
    expire(events.next());
    events.remove();
  }

  private void expire(Open event) {
    if (!event.done) {
      emit(event, AuditEvent.last(event.fragments));
    }
  }

  private void emit(Open event, ParsedRecord record) {
    event.done = true;
    results.accept(new Joined(record, event.fragments.size()));
    event.fragments.clear();
  }
}
