package dev.longtail.udfs.format;

/** The number of a process: decimal, or hexadecimal as event 4688 writes it. */
final class ProcessNumber {
  /** Windows' numbers have 32 bits. */
  private static final int MOST_DIGITS = 10;

  private ProcessNumber() {}

  /** The number of {@code 4242} or {@code 0x1092}; -1 if it is none, or 0, which no start has. */
  static long of(String text) {
    boolean hex = text.startsWith("0x") || text.startsWith("0X");
    int from = hex ? 2 : 0;
    int length = text.length();
    while (from < length - 1 && text.charAt(from) == '0') {
      from++;
    }
    if (from >= length || length - from > MOST_DIGITS) {
      return -1;
    }
    long number = 0;
    for (int i = from; i < length; i++) {
      int digit = text.charAt(i) < 128 ? Character.digit(text.charAt(i), hex ? 16 : 10) : -1;
      if (digit < 0) {
        return -1;
      }
      number = number * (hex ? 16 : 10) + digit;
    }
    return number == 0 ? -1 : number;
  }
}
