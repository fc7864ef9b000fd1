package dev.longtail.udfs.format;

import dev.longtail.udfs.event.TwinMark;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Process starts of Windows whose twins may still come, in any order. A start of the security log
 * is found to be a twin when the later of the two comes; the caller says until when each is kept.
 * Which starts are twins is then a function of the set of starts.
 *
 * <p>About 50 bytes a start: a table with open addressing, because a job that lags keeps an hour of
 * starts. Not thread-safe.
 *
 * @param <T> a start that is held back until it is decided
 */
public final class OpenTwins<T> {
  private static final byte FREE = 0;
  private static final byte GONE = 1;
  private static final byte SYSMON = 2;
  private static final byte LEFT = 3;
  private static final byte HELD = 4;

  private static final int LEAST_ROOM = 8;

  /** What a start in the table is. */
  public enum Kind {
    /** A start that Sysmon told. */
    SYSMON(OpenTwins.SYSMON),
    /** A start of the security log that nobody holds back. */
    LEFT(OpenTwins.LEFT),
    /** A start of the security log that is held back. */
    HELD(OpenTwins.HELD);

    private final byte code;

    Kind(byte code) {
      this.code = code;
    }
  }

  /**
   * A start of the security log that is a twin.
   *
   * @param ts its time
   * @param start null if it has left already
   */
  public record Found<T>(long ts, T start) {}

  /** Sees the starts in the table. */
  @FunctionalInterface
  public interface Visitor<T> {
    /** Sees one; {@code start} is null but for {@link Kind#HELD}. */
    void see(Kind kind, long process, long ts, long until, T start) throws IOException;
  }

  private byte[] kinds = new byte[LEAST_ROOM];
  private long[] processes = new long[LEAST_ROOM];
  private long[] times = new long[LEAST_ROOM];
  private long[] untils = new long[LEAST_ROOM];

  /** Only as long as there is one to hold. */
  private Object[] starts;

  private int used;
  private int size;

  /**
   * A start of the security log that is not held back.
   *
   * @param until it is forgotten by {@link #expire} at this time
   * @return whether it is a twin by what came before it; else what comes later decides
   */
  public boolean left(long process, long ts, long until) {
    if (hasSysmon(process, ts)) {
      return true;
    }
    add(Kind.LEFT, process, ts, until, null);
    return false;
  }

  /**
   * A start of the security log that is held back until it is decided.
   *
   * @param until {@link #expire} gives it back at this time
   * @return whether it is a twin by what came before it; else it is held
   */
  public boolean hold(long process, long ts, long until, T start) {
    if (hasSysmon(process, ts)) {
      return true;
    }
    add(Kind.HELD, process, ts, until, start);
    return false;
  }

  /**
   * A start that Sysmon told; the same one twice is one.
   *
   * @param until it is forgotten by {@link #expire} at this time
   * @return the starts before it that are its twins; they are no longer in the table
   */
  public List<Found<T>> sysmon(long process, long ts, long until) {
    List<Found<T>> found = List.of();
    boolean known = false;
    int mask = kinds.length - 1;
    for (int i = home(process, mask); kinds[i] != FREE; i = (i + 1) & mask) {
      if (processes[i] != process || kinds[i] == GONE) {
        continue;
      }
      if (kinds[i] == SYSMON) {
        known |= times[i] == ts;
      } else if (near(times[i], ts)) {
        found = found.isEmpty() ? new ArrayList<>() : found;
        found.add(new Found<>(times[i], startAt(i)));
        remove(i);
      }
    }
    if (!known) {
      add(Kind.SYSMON, process, ts, until, null);
    }
    return found;
  }

  /** Forgets all starts that are kept until {@code time} or earlier; gives back the held ones. */
  public List<T> expire(long time) {
    List<T> held = new ArrayList<>();
    for (int i = 0; i < kinds.length; i++) {
      if (kinds[i] > GONE && untils[i] <= time) {
        if (kinds[i] == HELD) {
          held.add(startAt(i));
        }
        remove(i);
      }
    }
    if (size < used) {
      rebuild();
    }
    return held;
  }

  /** Adds a start as {@link #forEach} showed it. */
  public void add(Kind kind, long process, long ts, long until, T start) {
    if (3 * (used + 1) > 2 * kinds.length) {
      rebuild();
    }
    int mask = kinds.length - 1;
    int i = home(process, mask);
    while (kinds[i] != FREE) {
      i = (i + 1) & mask;
    }
    kinds[i] = kind.code;
    processes[i] = process;
    times[i] = ts;
    untils[i] = until;
    if (start != null) {
      starts = starts == null ? new Object[kinds.length] : starts;
      starts[i] = start;
    }
    used++;
    size++;
  }

  /** Shows all starts, in no order. */
  public void forEach(Visitor<T> visitor) throws IOException {
    for (int i = 0; i < kinds.length; i++) {
      for (Kind kind : Kind.values()) {
        if (kinds[i] == kind.code) {
          visitor.see(kind, processes[i], times[i], untils[i], startAt(i));
        }
      }
    }
  }

  /** The same starts in a table of their own. */
  public OpenTwins<T> copy() {
    OpenTwins<T> copy = new OpenTwins<>();
    copy.kinds = kinds.clone();
    copy.processes = processes.clone();
    copy.times = times.clone();
    copy.untils = untils.clone();
    copy.starts = starts == null ? null : starts.clone();
    copy.used = used;
    copy.size = size;
    return copy;
  }

  /** The number of starts. */
  public int size() {
    return size;
  }

  private boolean hasSysmon(long process, long ts) {
    int mask = kinds.length - 1;
    for (int i = home(process, mask); kinds[i] != FREE; i = (i + 1) & mask) {
      if (kinds[i] == SYSMON && processes[i] == process && near(times[i], ts)) {
        return true;
      }
    }
    return false;
  }

  /** The hash of a process is random already; its low bits chose the table. */
  private static int home(long process, int mask) {
    return (int) (process >>> 32) & mask;
  }

  private static boolean near(long one, long other) {
    return Math.abs(one - other) <= TwinMark.APART_MILLIS;
  }

  @SuppressWarnings("unchecked")
  private T startAt(int i) {
    return starts == null ? null : (T) starts[i];
  }

  private void remove(int i) {
    kinds[i] = GONE;
    if (starts != null) {
      starts[i] = null;
    }
    size--;
  }

  /** Makes a table without the gone ones, at most half full. */
  private void rebuild() {
    byte[] oldKinds = kinds;
    long[] oldProcesses = processes;
    long[] oldTimes = times;
    long[] oldUntils = untils;
    Object[] oldStarts = starts;
    int room = Math.max(LEAST_ROOM, Integer.highestOneBit(Math.max(1, 2 * size)) << 1);
    if (room == kinds.length) {
      oldKinds = kinds.clone();
      oldProcesses = processes.clone();
      oldTimes = times.clone();
      oldUntils = untils.clone();
      Arrays.fill(kinds, FREE);
    } else {
      kinds = new byte[room];
      processes = new long[room];
      times = new long[room];
      untils = new long[room];
    }
    starts = null;
    used = 0;
    size = 0;
    for (int i = 0; i < oldKinds.length; i++) {
      for (Kind kind : Kind.values()) {
        if (oldKinds[i] == kind.code) {
          @SuppressWarnings("unchecked")
          T start = oldStarts == null ? null : (T) oldStarts[i];
          add(kind, oldProcesses[i], oldTimes[i], oldUntils[i], start);
        }
      }
    }
  }
}
