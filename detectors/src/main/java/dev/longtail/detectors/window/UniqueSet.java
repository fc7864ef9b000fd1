package dev.longtail.detectors.window;

import dev.longtail.udfs.text.CommandHash;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The 64-bit hashes of a window's commands: which were seen, and how many.
 *
 * <p>Up to its limit the set is exact. Beyond it, it keeps every second, then every fourth hash (by
 * a bit of the hash, so that which ones does not depend on arrival), and estimates the number of
 * all from the number of those (adaptive sampling; Flajolet, "On adaptive sampling", Computing
 * 1990). The relative standard error is about {@code 1.2 / sqrt(limit)}, below a thousandth from
 * two million on.
 *
 * <p>The hashes lie in segments with open addressing and linear probing. A segment grows by a
 * quarter at a load of nine tenths, so a hash costs 8.9 to 11.1 bytes, growth included, because
 * only one segment grows at a time.
 */
public final class UniqueSet {
  /** What the set knows of a hash. */
  public enum Novelty {
    /** Not seen before. */
    NEW,
    /** Seen before. */
    REPEATED,
    /** The set is beyond its limit and does not keep this hash. */
    NOT_KEPT
  }

  private static final double MAX_LOAD = 0.9;
  private static final double GROWTH = 1.25;
  private static final int SMALLEST = 8;
  private static final int SEGMENT_BITS = 6;
  private static final int SEGMENTS = 1 << SEGMENT_BITS;
  private static final long LEVEL_SALT = 0x5bd1e995;

  private final int limit;

  /** 0 marks an empty slot; the hash 0 itself is held in {@link #hasZero}. */
  private final long[][] segments = new long[SEGMENTS][SMALLEST];

  private final int[] used = new int[SEGMENTS];
  private boolean hasZero;
  private int size;

  /** The set keeps hashes with so many trailing zeros of their {@link #levelOf}. */
  private int level;

  /** An empty set that keeps at most {@code limit} hashes. */
  public UniqueSet(int limit) {
    if (limit < SEGMENTS) {
      throw new IllegalArgumentException("a limit of " + limit + "; at least " + SEGMENTS);
    }
    this.limit = limit;
  }

  /** Adds {@code hash}; says what was known of it. */
  public Novelty add(long hash) {
    if (level > 0 && levelOf(hash) < level) {
      return Novelty.NOT_KEPT;
    }
    if (!insert(hash)) {
      return Novelty.REPEATED;
    }
    if (++size > limit) {
      keepHalf();
    }
    return Novelty.NEW;
  }

  /** The number of different hashes added; exact below the limit, else an estimate. */
  public long unique() {
    return (long) size << level;
  }

  /** How many of them the set does not keep; 0 below the limit. */
  public long notKept() {
    return unique() - size;
  }

  /** Bytes of its tables. */
  long bytes() {
    return Arrays.stream(segments).mapToLong(segment -> 8L * segment.length).sum();
  }

  private boolean insert(long hash) {
    if (hash == 0) {
      boolean isNew = !hasZero;
      hasZero = true;
      return isNew;
    }
    int index = (int) (hash >>> (64 - SEGMENT_BITS));
    if (!insert(segments[index], hash)) {
      return false;
    }
    if (++used[index] > segments[index].length * MAX_LOAD) {
      segments[index] = resized(segments[index], (int) (segments[index].length * GROWTH));
    }
    return true;
  }

  private static boolean insert(long[] table, long hash) {
    // Multiply-shift maps the bits behind the segment's to [0, length) of any length (Lemire 2019).
    int i = (int) (((hash >>> 26 & 0xffffffffL) * table.length) >>> 32);
    while (table[i] != 0) {
      if (table[i] == hash) {
        return false;
      }
      i = i + 1 == table.length ? 0 : i + 1;
    }
    table[i] = hash;
    return true;
  }

  private static long[] resized(long[] segment, int length) {
    long[] table = new long[length];
    for (long hash : segment) {
      if (hash != 0) {
        insert(table, hash);
      }
    }
    return table;
  }

  private void keepHalf() {
    level++;
    size = 0;
    hasZero = hasZero && levelOf(0) >= level;
    size += hasZero ? 1 : 0;
    for (int index = 0; index < SEGMENTS; index++) {
      long[] kept = new long[segments[index].length];
      used[index] = 0;
      for (long hash : segments[index]) {
        if (hash != 0 && levelOf(hash) >= level) {
          insert(kept, hash);
          used[index]++;
        }
      }
      size += used[index];
      segments[index] = kept;
    }
  }

  private static int levelOf(long hash) {
    return Long.numberOfTrailingZeros(CommandHash.mix(hash, LEVEL_SALT));
  }

  UniqueSet copy() {
    UniqueSet copy = new UniqueSet(limit);
    for (int index = 0; index < SEGMENTS; index++) {
      copy.segments[index] = segments[index].clone();
      copy.used[index] = used[index];
    }
    copy.hasZero = hasZero;
    copy.size = size;
    copy.level = level;
    return copy;
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(limit);
    out.writeInt(level);
    out.writeBoolean(hasZero);
    for (int index = 0; index < SEGMENTS; index++) {
      out.writeInt(used[index]);
      for (long hash : segments[index]) {
        if (hash != 0) {
          out.writeLong(hash);
        }
      }
    }
  }

  static UniqueSet read(DataInput in) throws IOException {
    UniqueSet set = new UniqueSet(in.readInt());
    set.level = in.readInt();
    set.hasZero = in.readBoolean();
    set.size = set.hasZero ? 1 : 0;
    for (int index = 0; index < SEGMENTS; index++) {
      int count = in.readInt();
      set.segments[index] = new long[Math.max(SMALLEST, (int) (count / MAX_LOAD) + 2)];
      set.used[index] = count;
      set.size += count;
      for (int i = 0; i < count; i++) {
        insert(set.segments[index], in.readLong());
      }
    }
    return set;
  }
}
