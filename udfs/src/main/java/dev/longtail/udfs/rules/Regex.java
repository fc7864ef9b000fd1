package dev.longtail.udfs.rules;

import java.util.List;

/**
 * The parts of a regular expression. Which of several matches is taken, and which groups it has, is
 * left out: an expression is found in a text or it is not.
 */
sealed interface Regex {
  /**
   * One character of a set.
   *
   * @param low a bit for each of the characters below 64 that are in the set
   * @param high a bit for each of those from 64 to 127
   * @param others whether characters that are not of ASCII may be in it
   */
  record OneOf(long low, long high, boolean others) implements Regex {
    static final OneOf NONE = new OneOf(0, 0, false);
    static final OneOf ALL = NONE.not();

    static OneOf range(char from, char to) {
      OneOf range = new OneOf(0, 0, to > 0x7f);
      for (int c = from; c <= Math.min(to, 0x7f); c++) {
        range = range.or(new OneOf(c < 64 ? 1L << c : 0, c < 64 ? 0 : 1L << (c - 64), false));
      }
      return range;
    }

    static OneOf of(String characters) {
      OneOf all = NONE;
      for (char c : characters.toCharArray()) {
        all = all.or(range(c, c));
      }
      return all;
    }

    OneOf or(OneOf other) {
      return new OneOf(low | other.low, high | other.high, others || other.others);
    }

    OneOf not() {
      return new OneOf(~low, ~high, true);
    }

    boolean has(int c) {
      return ((c < 64 ? low >>> c : high >>> (c - 64)) & 1) != 0;
    }

    /** The one character that is in it; -1 if there are others. */
    int only() {
      if (others || Long.bitCount(low) + Long.bitCount(high) != 1) {
        return -1;
      }
      return low != 0 ? Long.numberOfTrailingZeros(low) : 64 + Long.numberOfTrailingZeros(high);
    }
  }

  /** A place between characters. */
  enum Place implements Regex {
    BEGIN,
    END,
    WORD_BOUNDARY,
    NO_WORD_BOUNDARY
  }

  /** One behind the other. */
  record Sequence(List<Regex> parts) implements Regex {
    public Sequence {
      parts = List.copyOf(parts);
    }
  }

  /** Any of them. */
  record Choice(List<Regex> alternatives) implements Regex {
    public Choice {
      alternatives = List.copyOf(alternatives);
    }
  }

  /**
   * Several times.
   *
   * @param most -1: without limit
   */
  record Repeat(Regex part, int least, int most) implements Regex {}
}
