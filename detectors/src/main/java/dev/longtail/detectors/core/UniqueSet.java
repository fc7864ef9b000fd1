package dev.longtail.detectors.core;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A set of 64-bit hashes, open addressing with linear probing.
 *
 * <p>It grows by a quarter at a load of nine tenths, so a full set costs between 8.9 and 11.1 bytes
 * a hash, at the price of rehashing each hash about four times on the way.
 */
final class UniqueSet {
  private static final double MAX_LOAD = 0.9;
  private static final double GROWTH = 1.25;
  private static final int SMALLEST = 16;

  /** 0 marks an empty slot; the hash 0 itself is held in {@link #hasZero}. */
  private long[] slots = new long[SMALLEST];

  private int used;
  private boolean hasZero;

  /** Adds {@code hash}; says whether it was new. */
  boolean add(long hash) {
    if (hash == 0) {
      boolean isNew = !hasZero;
      hasZero = true;
      return isNew;
    }
    if (!insert(slots, hash)) {
      return false;
    }
    used++;
    if (used > slots.length * MAX_LOAD) {
      grow();
    }
    return true;
  }

  /** Hashes in the set. */
  int size() {
    return used + (hasZero ? 1 : 0);
  }

  /** Bytes of its table. */
  long bytes() {
    return 8L * slots.length;
  }

  private void grow() {
    long[] larger =
        new long[(int) Math.min(Integer.MAX_VALUE - 8L, (long) (slots.length * GROWTH))];
    for (long hash : slots) {
      if (hash != 0) {
        insert(larger, hash);
      }
    }
    slots = larger;
  }

  private static boolean insert(long[] table, long hash) {
    // Multiply-shift maps the hash to [0, length) for a table of any length (Lemire 2019).
    int i = (int) Math.multiplyHigh(hash >>> 1, (long) table.length << 1);
    while (table[i] != 0) {
      if (table[i] == hash) {
        return false;
      }
      i = i + 1 == table.length ? 0 : i + 1;
    }
    table[i] = hash;
    return true;
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(used);
    out.writeBoolean(hasZero);
    for (long hash : slots) {
      if (hash != 0) {
        out.writeLong(hash);
      }
    }
  }

  static UniqueSet read(DataInput in) throws IOException {
    UniqueSet set = new UniqueSet();
    int used = in.readInt();
    set.hasZero = in.readBoolean();
    set.slots = new long[Math.max(SMALLEST, (int) (used / MAX_LOAD) + 2)];
    set.used = used;
    for (int i = 0; i < used; i++) {
      insert(set.slots, in.readLong());
    }
    return set;
  }
}
