package dev.longtail.udfs.reading;

/**
 * The header of the first block of a deflate stream (RFC 1951, 3.2.3 to 3.2.7). Random bytes rarely
 * begin with a possible one, and an inflater costs as much as a hundred lines of text.
 */
final class DeflateHeader {
  private static final int STORED = 0;
  private static final int DYNAMIC = 2;
  private static final int RESERVED = 3;
  private static final int MOST_LITERALS = 286;
  private static final int MOST_DISTANCES = 30;
  private static final int LONGEST_CODE = 7;

  private final byte[] bytes;
  private int bit;

  private DeflateHeader(byte[] bytes) {
    this.bytes = bytes;
  }

  /** False if no stream begins with {@code bytes}, of which there must be at least 20. */
  static boolean isPossible(byte[] bytes) {
    DeflateHeader header = new DeflateHeader(bytes);
    header.next(1);
    int kind = header.next(2);
    return switch (kind) {
      case STORED -> bytes[1] == (byte) ~bytes[3] && bytes[2] == (byte) ~bytes[4];
      case DYNAMIC -> header.hasCodes();
      default -> kind != RESERVED;
    };
  }

  /** The lengths of codes must leave no code over (Kraft's sum is 1). */
  private boolean hasCodes() {
    int literals = next(5) + 257;
    int distances = next(5) + 1;
    if (literals > MOST_LITERALS || distances > MOST_DISTANCES) {
      return false;
    }
    int sum = 0;
    for (int left = next(4) + 4; left > 0; left--) {
      int length = next(3);
      sum += length == 0 ? 0 : 1 << (LONGEST_CODE - length);
    }
    return sum == 1 << LONGEST_CODE;
  }

  private int next(int bits) {
    int value = 0;
    for (int i = 0; i < bits; i++, bit++) {
      value |= ((bytes[bit >> 3] >> (bit & 7)) & 1) << i;
    }
    return value;
  }
}
