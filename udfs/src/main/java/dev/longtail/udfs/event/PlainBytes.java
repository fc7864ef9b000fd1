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
}
