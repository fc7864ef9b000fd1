package dev.longtail.labeler.client;

import java.util.Map;
import java.util.TreeMap;

/**
 * What was spent in all, and on the questions of each window. Not thread-safe.
 *
 * <p>The number of windows is bounded: all windows earlier than the {@value #MOST_WINDOWS} latest
 * count as one. Together they then have the share of one window, so no cap is passed.
 */
public final class SpentByWindow {
  /** The window of questions that belong to none, e.g. of {@code longtail label}. */
  public static final long NO_WINDOW = Long.MIN_VALUE;

  /** Windows that are counted apart. */
  public static final int MOST_WINDOWS = 500;

  private final TreeMap<Long, Spent> windows = new TreeMap<>();
  private Spent total = Spent.NOTHING;

  /** Nothing spent. */
  public SpentByWindow() {}

  /** So much spent, nobody knows for which window. */
  public SpentByWindow(Spent total) {
    this.total = total;
  }

  /** A copy. */
  public SpentByWindow copy() {
    SpentByWindow copy = new SpentByWindow(total);
    copy.windows.putAll(windows);
    return copy;
  }

  /** What was spent in all. */
  public Spent total() {
    return total;
  }

  /** What was spent on a window, and on those that are counted with it. */
  public Spent of(long window) {
    return windows.getOrDefault(place(window), Spent.NOTHING);
  }

  /** What was spent on each window. */
  public Map<Long, Spent> windows() {
    return Map.copyOf(windows);
  }

  /** Adds to a window and to the whole. */
  public void add(long window, Spent more) {
    total = total.plus(more);
    put(window, of(window).plus(more));
  }

  /** Takes back what was added. */
  public void subtract(long window, Spent less) {
    total = total.minus(less);
    put(window, of(window).minus(less));
  }

  /** Raises each count to that of {@code other}. */
  public void raiseTo(SpentByWindow other) {
    total = total.max(other.total);
    other.windows.forEach(this::raise);
  }

  /** Raises the counts of a window alone; the whole is told apart from it. */
  public void raise(long window, Spent atLeast) {
    put(window, of(window).max(atLeast));
  }

  /** Adds what {@code more} has beyond {@code now}, in all and for each window. */
  void raiseBy(SpentByWindow now, SpentByWindow more) {
    total = total.plus(more.total.minus(now.total));
    more.windows.forEach(
        (window, spent) -> put(window, of(window).plus(spent.minus(now.of(window)))));
  }

  private void put(long window, Spent spent) {
    if (spent.equals(Spent.NOTHING)) {
      windows.remove(place(window));
      return;
    }
    windows.put(place(window), spent);
    while (windows.size() > MOST_WINDOWS) {
      Map.Entry<Long, Spent> first = earliest();
      windows.remove(first.getKey());
      windows.merge(earliest().getKey(), first.getValue(), Spent::plus);
    }
  }

  private long place(long window) {
    if (windows.containsKey(window) || windows.size() < MOST_WINDOWS || window == NO_WINDOW) {
      return window;
    }
    return Math.max(window, earliest().getKey());
  }

  /** Questions without a window are no earlier window. */
  private Map.Entry<Long, Spent> earliest() {
    Map.Entry<Long, Spent> first = windows.firstEntry();
    return first.getKey() == NO_WINDOW ? windows.higherEntry(NO_WINDOW) : first;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SpentByWindow that
        && total.equals(that.total)
        && windows.equals(that.windows);
  }

  @Override
  public int hashCode() {
    return total.hashCode() + 31 * windows.hashCode();
  }

  @Override
  public String toString() {
    return total + " " + windows;
  }
}
