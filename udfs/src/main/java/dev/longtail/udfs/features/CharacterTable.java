package dev.longtail.udfs.features;

/**
 * A table that gives all facts about a character in one look-up: its masked form, its class in
 * {@link Tokens}, its column in {@link MarkerAutomaton}, and whether {@link EncodedRuns} or {@link
 * PathsAndHosts} must be told of it.
 */
final class CharacterTable {
  /** Classes of {@link Tokens}: white space between tokens, characters of words, all others. */
  static final int SPACE = 0;

  static final int WORD = 1;
  static final int SYMBOL = 2;

  /** The character ends a word of paths and hosts. */
  static final int ENDS_WORD = 1 << 16;

  /** The character ends a run of base64. */
  static final int ENDS_RUN = 1 << 17;

  /** Every path and every host has one of these. */
  static final int IN_PATHS = 1 << 18;

  /** The character begins an escape. */
  static final int BEGINS_ESCAPE = 1 << 19;

  /** An entry with a flag is at least this number; the entries of most characters are smaller. */
  static final int NOTABLE = ENDS_WORD;

  private static final int ASCII = 128;
  private static final int COLUMN_SHIFT = 8;
  private static final int CLASS_SHIFT = 14;
  private static final int[] ENTRIES = entries();

  private CharacterTable() {}

  /** The entry of an ASCII character. */
  static int of(char c) {
    return ENTRIES[c];
  }

  /** The entry of a character outside ASCII, without its masked form. */
  static int ofOther(int codePoint) {
    return classOf(codePoint) << CLASS_SHIFT | ENDS_RUN;
  }

  /** The ASCII character, or {@code *} for a digit. */
  static char masked(int entry) {
    return (char) (entry & 0xff);
  }

  /** The character's column in {@link MarkerAutomaton}. */
  static int markerColumn(int entry) {
    return (entry >>> COLUMN_SHIFT) & (MarkerAutomaton.COLUMNS - 1);
  }

  /** {@link #SPACE}, {@link #WORD} or {@link #SYMBOL}. */
  static int tokenClass(int entry) {
    return (entry >>> CLASS_SHIFT) & 3;
  }

  /**
   * The class of any code point, as in Python's {@code re}. {@code \w} are letters, characters with
   * a numeric value, and the underscore; {@code \s} are white space and separators.
   */
  static int classOf(int c) {
    if (c == '_') {
      return WORD;
    }
    return switch (Character.getType(c)) {
      case Character.UPPERCASE_LETTER,
          Character.LOWERCASE_LETTER,
          Character.TITLECASE_LETTER,
          Character.MODIFIER_LETTER,
          Character.OTHER_LETTER,
          Character.DECIMAL_DIGIT_NUMBER,
          Character.LETTER_NUMBER,
          Character.OTHER_NUMBER ->
          WORD;
      default ->
          Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85 ? SPACE : SYMBOL;
    };
  }

  private static int[] entries() {
    int[] entries = new int[ASCII];
    for (char c = 0; c < ASCII; c++) {
      entries[c] =
          (Character.isDigit(c) ? '*' : c)
              | MarkerAutomaton.ALL.column(c) << COLUMN_SHIFT
              | classOf(c) << CLASS_SHIFT
              | (PathsAndHosts.endsWord(c) ? ENDS_WORD : 0)
              | (EncodedRuns.isBase64(c) ? 0 : ENDS_RUN)
              | (PathsAndHosts.isSign(c) ? IN_PATHS : 0)
              | (EncodedRuns.beginsEscape(c) ? BEGINS_ESCAPE : 0);
    }
    return entries;
  }
}
