package dev.longtail.udfs.reading;

/**
 * Finds pieces of one kind in a text, from left to right; none overlaps the one before. It finds
 * what a regular expression would, without its cost: each kind says the expression, and a test
 * compares both.
 */
abstract class Spans {
  final String text;
  private int start;
  private int end;

  Spans(String text) {
    this.text = text;
  }

  /** Goes to the next piece; false if there is none. */
  final boolean next() {
    int length = text.length();
    for (int i = nextStart(end); i < length; i = nextStart(i + 1)) {
      int to = endFrom(i);
      if (to > i) {
        start = i;
        end = to;
        return true;
      }
    }
    end = length;
    return false;
  }

  /** The first place from {@code from} on where a piece may start; the length if there is none. */
  abstract int nextStart(int from);

  /** The end of the piece that starts at {@code start}; -1 if none does. */
  abstract int endFrom(int start);

  /** The first character of the piece. */
  final int start() {
    return start;
  }

  /** The character behind the piece. */
  final int end() {
    return end;
  }
}
