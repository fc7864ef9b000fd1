package dev.longtail.udfs.features;

import java.util.Arrays;

/**
 * One pass over a command line that collects everything its features need: counts of characters and
 * markers, encoded runs, paths and hosts, and the tokens with their hashes.
 *
 * <p>Not thread-safe. An instance keeps its buffers from line to line, so a line costs no
 * allocation; results are valid until the next line. The time is linear in the line's length.
 */
final class LineScan {
  /** Characters below this are counted one by one. */
  static final int ASCII = 128;

  private static final int MARKERLESS = 0;
  private static final int SHORTEST_PATH = 3;

  /**
   * A token's hash is FNV-1a over its UTF-16 units (Fowler, Noll and Vo). The factor is 2⁶⁴ divided
   * by the golden ratio, which spreads short tokens over the upper bits.
   */
  private static final long HASH_BASIS = 0xcbf29ce484222325L;

  private static final long HASH_FACTOR = 0x9e3779b97f4a7c15L;

  private final int[] counts = new int[ASCII];
  private final MarkerAutomaton.Counts markers = new MarkerAutomaton.Counts();
  private final EncodedRuns encodedRuns = new EncodedRuns();
  private final PathsAndHosts pathsAndHosts = new PathsAndHosts();

  private char[] line;
  private char[] masked;
  private int[] others = new int[16];
  private int otherCount;
  private int characters;

  private long[] tokenHashes = new long[64];
  private int[] tokenStarts = new int[64];
  private int[] tokenEnds = new int[64];
  private int tokens;

  /** A scan whose buffers hold {@code characters}; they grow on demand. */
  LineScan(int characters) {
    line = new char[characters];
    masked = new char[characters];
  }

  LineScan() {
    this(1024);
  }

  /** Reads a line and forgets the line before. */
  void scan(String commandLine) {
    int size = commandLine.length();
    if (size > line.length) {
      line = new char[Math.max(size, 2 * line.length)];
      masked = new char[line.length];
    }
    commandLine.getChars(0, size, line, 0);
    Arrays.fill(counts, 0);
    markers.reset();
    encodedRuns.reset();
    pathsAndHosts.reset(line);
    otherCount = 0;
    tokens = 0;
    characters = size;
    pass(size);
  }

  /**
   * The loop over the characters. It uses local variables only, because fields would be stored
   * anew.
   */
  private void pass(int size) {
    char[] line = this.line;
    char[] masked = this.masked;
    int[] counts = this.counts;
    char[] next = MarkerAutomaton.ALL.table();
    int firstFinding = MarkerAutomaton.ALL.firstFinding();

    int state = MARKERLESS;
    int open = CharacterTable.SPACE;
    long hash = HASH_BASIS;
    int to = 0;
    int tokenStart = 0;
    int runStart = 0;
    int wordStart = 0;
    int lastSign = -1;
    for (int i = 0; i < size; i++) {
      char c = line[i];
      int entry;
      char shown;
      if (c < ASCII) {
        counts[c]++;
        entry = CharacterTable.of(c);
        shown = CharacterTable.masked(entry);
      } else if (isSecondHalf(i)) {
        if (masked[to - 1] != '*') {
          masked[to++] = c;
          hash = (hash ^ c) * HASH_FACTOR;
        }
        runStart = i + 1;
        continue;
      } else {
        int codePoint = Character.codePointAt(line, i, size);
        addOther(codePoint);
        entry = CharacterTable.ofOther(codePoint);
        shown = Character.isDigit(codePoint) ? '*' : c;
      }
      state = next[state + CharacterTable.markerColumn(entry)];
      if (state >= firstFinding) {
        markers.found(state, i + 1);
      }
      int tokenClass = CharacterTable.tokenClass(entry);
      if (tokenClass != open) {
        if (open != CharacterTable.SPACE) {
          addToken(hash, tokenStart, to);
        }
        open = tokenClass;
        tokenStart = to;
        hash = HASH_BASIS;
      }
      masked[to++] = shown;
      hash = (hash ^ shown) * HASH_FACTOR;
      if (entry >= CharacterTable.NOTABLE) {
        if ((entry & CharacterTable.ENDS_RUN) != 0) {
          if (i - runStart >= EncodedRuns.SHORTEST) {
            encodedRuns.run(line, runStart, i);
          }
          runStart = i + 1;
        }
        if ((entry & CharacterTable.IN_PATHS) != 0) {
          lastSign = i;
        } else if ((entry & CharacterTable.ENDS_WORD) != 0) {
          if (lastSign >= wordStart && i - wordStart >= SHORTEST_PATH) {
            pathsAndHosts.word(wordStart, i);
          }
          wordStart = i + 1;
        }
        if ((entry & CharacterTable.BEGINS_ESCAPE) != 0 && i + 1 < size) {
          encodedRuns.escape(c, line[i + 1]);
        }
      }
    }
    if (open != CharacterTable.SPACE) {
      addToken(hash, tokenStart, to);
    }
    if (size - runStart >= EncodedRuns.SHORTEST) {
      encodedRuns.run(line, runStart, size);
    }
    if (lastSign >= wordStart && size - wordStart >= SHORTEST_PATH) {
      pathsAndHosts.word(wordStart, size);
    }
  }

  private boolean isSecondHalf(int i) {
    return i > 0 && Character.isSurrogatePair(line[i - 1], line[i]);
  }

  private void addOther(int codePoint) {
    characters -= Character.charCount(codePoint) - 1;
    if (otherCount == others.length) {
      others = Arrays.copyOf(others, 2 * otherCount);
    }
    others[otherCount++] = codePoint;
  }

  private void addToken(long hash, int start, int end) {
    int token = tokens;
    if (token == tokenHashes.length) {
      tokenHashes = Arrays.copyOf(tokenHashes, 2 * token);
      tokenStarts = Arrays.copyOf(tokenStarts, 2 * token);
      tokenEnds = Arrays.copyOf(tokenEnds, 2 * token);
    }
    tokenHashes[token] = hash | 1;
    tokenStarts[token] = start;
    tokenEnds[token] = end;
    tokens = token + 1;
  }

  /** The hash of a token, as the pass computes it: never 0. */
  static long hash(String token) {
    long hash = HASH_BASIS;
    for (int i = 0; i < token.length(); i++) {
      hash = (hash ^ token.charAt(i)) * HASH_FACTOR;
    }
    return hash | 1;
  }

  /** Number of characters (code points). */
  int characters() {
    return characters;
  }

  /** Occurrences of each ASCII character; owned by the scan. */
  int[] counts() {
    return counts;
  }

  /** The code points outside ASCII, ascending. */
  int[] others() {
    Arrays.sort(others, 0, otherCount);
    return others;
  }

  /** Number of {@link #others}. */
  int otherCount() {
    return otherCount;
  }

  /** Occurrences of the markers. */
  MarkerAutomaton.Counts markers() {
    return markers;
  }

  /** Whether the line holds encoded text. */
  boolean hasEncodedRuns() {
    return encodedRuns.found();
  }

  /** Paths and hosts of the line. */
  PathsAndHosts pathsAndHosts() {
    return pathsAndHosts;
  }

  /** Number of tokens. */
  int tokens() {
    return tokens;
  }

  /** 64-bit hash of a token's masked text, never 0. */
  long tokenHash(int token) {
    return tokenHashes[token];
  }

  /** Index of the token's first character in {@link #text}. */
  int tokenStart(int token) {
    return tokenStarts[token];
  }

  /** Index behind the token's last character in {@link #text}. */
  int tokenEnd(int token) {
    return tokenEnds[token];
  }

  /** The line with every digit written as {@code *}; owned by the scan. */
  char[] text() {
    return masked;
  }

  /** A token as text. */
  String token(int token) {
    return new String(masked, tokenStarts[token], tokenEnds[token] - tokenStarts[token]);
  }
}
