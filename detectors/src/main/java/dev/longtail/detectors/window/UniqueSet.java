package dev.longtail.detectors.window;

import dev.longtail.udfs.text.CommandHash;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The 64-bit hashes of a window's commands: it tells whether a command was seen, and how many were.
 *
 * <p>Up to its limit the set is exact. Beyond it, it keeps only every second hash, later every
 * fourth, and so on, and estimates the number of all hashes from these (adaptive sampling;
 * Flajolet, "On adaptive sampling", Computing 1990). A bit of the hash decides whether it is kept,
 * so arrival does not matter. The relative standard error is about {@code 1.2 / sqrt(limit)}: below
 * 0.1 % for a limit of two million or more.
 *
 * <p>The hashes lie in segments with open addressing and linear probing. A segment that is 90 %
 * full grows by a quarter. A hash costs 8.9 to 11.1 bytes, growth included, because only one
 * segment grows at a time.
 */
public final class UniqueSet {
  /** The answer of the set for a hash. */
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

  /** The set keeps a hash if its {@link #levelOf} ends in at least this many zeros. */
  private int level;

  /** An empty set that keeps at most {@code limit} hashes. */
  public UniqueSet(int limit) {
    if (limit < SEGMENTS) {
      throw new IllegalArgumentException("a limit of " + limit + "; at least " + SEGMENTS);
    }
    this.limit = limit;
  }

  /** Adds {@code hash}; returns what the set knew of it before. */
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

  /** The number of unique hashes added; exact up to the limit, an estimate beyond. */
  public long unique() {
    return (long) size << level;
  }

  /** The number of unique hashes that the set does not keep; 0 up to the limit. */
  public long notKept() {
    return unique() - size;
  }

  /** Size of its tables in bytes. */
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
