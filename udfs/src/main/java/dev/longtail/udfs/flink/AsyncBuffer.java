package dev.longtail.udfs.flink;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;

/**
 * What an asynchronous operator holds: records that wait, records under way, results that wait for
 * their turn, and the marks between them (watermarks and their statuses).
 *
 * <p>Records between two marks may leave in any order. A mark leaves when all records before it
 * have left, and no record behind it leaves earlier.
 *
 * <p>Not thread-safe: all calls come from the task's thread.
 *
 * @param <R> record
 * @param <M> mark
 * @param <O> result
 */
final class AsyncBuffer<R, M, O> {
  private final Exit<R, M, O> exit;
  private final Deque<Section<R, M, O>> sections = new ArrayDeque<>();
  private final Queue<Entry<R, M, O>> waiting = new ArrayDeque<>();
  private int size;
  private int inFlight;

  /** Where records leave by. */
  interface Exit<R, M, O> {
    /** The results of a record. */
    void results(R record, Collection<O> results);

    /** A mark. */
    void mark(M mark);
  }

  /** A record in the buffer. */
  static final class Entry<R, M, O> {
    private final R record;
    private final Section<R, M, O> section;
    private Collection<O> results;

    private Entry(R record, Section<R, M, O> section) {
      this.record = record;
      this.section = section;
    }

    R record() {
      return record;
    }
  }

  /** The records before a mark; the last section has no mark yet. */
  private static final class Section<R, M, O> {
    private final Set<Entry<R, M, O>> entries = new LinkedHashSet<>();
    private M mark;
  }

  AsyncBuffer(Exit<R, M, O> exit) {
    this.exit = exit;
    sections.add(new Section<>());
  }

  /** Records that have not left, in whatever state. */
  int size() {
    return size;
  }

  /** Records whose work has begun and not ended. */
  int inFlight() {
    return inFlight;
  }

  void add(R record) {
    Section<R, M, O> last = sections.getLast();
    Entry<R, M, O> entry = new Entry<>(record, last);
    last.entries.add(entry);
    waiting.add(entry);
    size++;
  }

  /** Adds a mark behind all records; it leaves at once if there are none. */
  void mark(M mark) {
    if (size == 0) {
      exit.mark(mark);
      return;
    }
    sections.getLast().mark = mark;
    sections.add(new Section<>());
  }

  /**
   * Replaces the mark that came last by {@code mark} if no record came since and it has not left.
   *
   * @return whether it was replaced
   */
  boolean replaceLast(M mark, Class<? extends M> kind) {
    if (sections.size() < 2 || !sections.getLast().entries.isEmpty()) {
      return false;
    }
    var before = sections.descendingIterator();
    var unused = before.next();
    Section<R, M, O> last = before.next();
    if (!kind.isInstance(last.mark)) {
      return false;
    }
    last.mark = mark;
    return true;
  }

  /** The next record whose work begins; null if none waits or {@code most} are under way. */
  Entry<R, M, O> begin(int most) {
    if (inFlight >= most || waiting.isEmpty()) {
      return null;
    }
    inFlight++;
    return waiting.remove();
  }

  /** The work of a record has ended; whatever may leave now leaves. */
  void end(Entry<R, M, O> entry, Collection<O> results) {
    inFlight--;
    entry.results = results;
    if (entry.section == sections.getFirst()) {
      leave(entry);
      leaveSections();
    }
  }

  private void leave(Entry<R, M, O> entry) {
    entry.section.entries.remove(entry);
    size--;
    exit.results(entry.record, entry.results);
  }

  private void leaveSections() {
    Section<R, M, O> first = sections.getFirst();
    while (first.entries.isEmpty() && first.mark != null) {
      sections.removeFirst();
      exit.mark(first.mark);
      first = sections.getFirst();
      for (Entry<R, M, O> entry : List.copyOf(first.entries)) {
        if (entry.results != null) {
          leave(entry);
        }
      }
    }
  }

  /** All records that have not left, in the order in which they came. */
  List<R> records() {
    List<R> records = new ArrayList<>(size);
    sections.forEach(section -> section.entries.forEach(entry -> records.add(entry.record)));
    return records;
  }
}
