package dev.longtail.udfs.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Whether bytes are text that needs no further check. */
public final class PlainBytes {
  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long HIGH_BITS = 0x8080808080808080L;

  private PlainBytes() {}

  /**
   * Whether the faster parser of bytes may read a record. The record must be ASCII, which is UTF-8
   * without further checks, and must have no zero among its first bytes: with one, that parser
   * would take it for UTF-16 or UTF-32.
   */
  static boolean isPlain(byte[] record) {
    return record.length >= 4
        && record[0] == '{'
        && record[1] != 0
        && record[2] != 0
        && isAscii(record);
  }

  /** Whether all bytes are ASCII. */
  public static boolean isAscii(byte[] bytes) {
    int i = 0;
    for (; i + Long.BYTES <= bytes.length; i += Long.BYTES) {
      if (((long) EIGHT_BYTES.get(bytes, i) & HIGH_BITS) != 0) {
        return false;
      }
    }
    for (; i < bytes.length; i++) {
      if (bytes[i] < 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether the bytes are UTF-8, without half surrogate pairs and longer forms than needed. */
  public static boolean isUtf8(byte[] bytes) {
    int i = 0;
    while (i < bytes.length) {
      if (i + 4 * Long.BYTES <= bytes.length
          && (((long) EIGHT_BYTES.get(bytes, i)
                      | (long) EIGHT_BYTES.get(bytes, i + 8)
                      | (long) EIGHT_BYTES.get(bytes, i + 16)
                      | (long) EIGHT_BYTES.get(bytes, i + 24))
                  & HIGH_BITS)
              == 0) {
        i += 4 * Long.BYTES;
        continue;
      }
      if (i + Long.BYTES <= bytes.length && ((long) EIGHT_BYTES.get(bytes, i) & HIGH_BITS) == 0) {
        i += Long.BYTES;
        continue;
      }
      int lead = bytes[i++];
      if (lead >= 0) {
        continue;
      }
      int more =
          (lead & 0xe0) == 0xc0 ? 1 : (lead & 0xf0) == 0xe0 ? 2 : (lead & 0xf8) == 0xf0 ? 3 : 0;
      if (more == 0 || i + more > bytes.length) {
        return false;
      }
      int point = lead & (0x3f >> more);
      for (int end = i + more; i < end; i++) {
        if ((bytes[i] & 0xc0) != 0x80) {
          return false;
        }
        point = (point << 6) | (bytes[i] & 0x3f);
      }
      int least = more == 1 ? 0x80 : more == 2 ? 0x800 : 0x10000;
      if (point < least || point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) {
        return false;
      }
    }
    return true;
  }
}
