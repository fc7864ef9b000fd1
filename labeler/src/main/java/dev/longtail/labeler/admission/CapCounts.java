package dev.longtail.labeler.admission;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;

/**
 * The lines that a window has brought, by hash of host, user and cluster. It does not change after
 * construction.
 */
public final class CapCounts {
  private final long[] keys;
  private final int[] counts;

  private CapCounts(long[] keys, int[] counts) {
    this.keys = keys;
    this.counts = counts;
  }

  /** The counts in {@code byKey}. */
  static CapCounts of(Map<Long, Integer> byKey) {
    CapCounts packed = new CapCounts(new long[byKey.size()], new int[byKey.size()]);
    int i = 0;
    for (Map.Entry<Long, Integer> each : byKey.entrySet()) {
      packed.keys[i] = each.getKey();
      packed.counts[i++] = each.getValue();
    }
    return packed;
  }

  int size() {
    return keys.length;
  }

  long key(int i) {
    return keys[i];
  }

  int count(int i) {
    return counts[i];
  }

  /** Writes it as state. */
  public void write(DataOutput out) throws IOException {
    out.writeInt(keys.length);
    for (int i = 0; i < keys.length; i++) {
      out.writeLong(keys[i]);
      out.writeInt(counts[i]);
    }
  }

  /** Reads what {@link #write} wrote. */
  public static CapCounts read(DataInput in) throws IOException {
    int size = in.readInt();
    CapCounts read = new CapCounts(new long[size], new int[size]);
    for (int i = 0; i < size; i++) {
      read.keys[i] = in.readLong();
      read.counts[i] = in.readInt();
    }
    return read;
  }
}
