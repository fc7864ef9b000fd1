package dev.longtail.udfs.embedding;

/**
 * Numbers of records by the 128-bit hashes of their texts. Open addressing in plain arrays: 20
 * bytes a place, a quarter to a half of them taken, so that a million records take 42 MB and no
 * garbage.
 */
final class TextIndex {
  private static final int FIRST_PLACES = 1 << 10;

  private long[] highs = new long[FIRST_PLACES];
  private long[] lows = new long[FIRST_PLACES];

  /** The record's number plus 1; 0 for a free place. */
  private int[] numbers = new int[FIRST_PLACES];

  private int size;

  int size() {
    return size;
  }

  /** The number of the record; -1 if there is none. */
  int get(long high, long low) {
    return numbers[place(high, low)] - 1;
  }

  /** Sets the number of a record; a later one replaces an earlier one. */
  void put(long high, long low, int number) {
    int place = place(high, low);
    if (numbers[place] == 0) {
      if (2 * (size + 1) > numbers.length) {
        grow();
        place = place(high, low);
      }
      size++;
    }
    highs[place] = high;
    lows[place] = low;
    numbers[place] = number + 1;
  }

  /** The place of the hash, or the free one where it would be. The hash is uniform already. */
  private int place(long high, long low) {
    int mask = numbers.length - 1;
    int place = (int) low & mask;
    while (numbers[place] != 0 && (highs[place] != high || lows[place] != low)) {
      place = (place + 1) & mask;
    }
    return place;
  }

  private void grow() {
    long[] oldHighs = highs;
    long[] oldLows = lows;
    int[] oldNumbers = numbers;
    highs = new long[2 * oldHighs.length];
    lows = new long[highs.length];
    numbers = new int[highs.length];
    for (int i = 0; i < oldNumbers.length; i++) {
      if (oldNumbers[i] != 0) {
        int place = place(oldHighs[i], oldLows[i]);
        highs[place] = oldHighs[i];
        lows[place] = oldLows[i];
        numbers[place] = oldNumbers[i];
      }
    }
  }
}
