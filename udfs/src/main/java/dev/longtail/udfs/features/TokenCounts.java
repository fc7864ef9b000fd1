package dev.longtail.udfs.features;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Counts in how many lines each token occurs. It is fast: all tokens lie in one array, and a table
 * with open addressing finds them by hash and text.
 */
final class TokenCounts {
  private final LineScan scan = new LineScan();

  private char[] text = new char[1 << 14];
  private int textSize;

  private long[] hashes = new long[1 << 10];
  private int[] starts = new int[1 << 10];
  private int[] ends = new int[1 << 10];
  private int[] lines = new int[1 << 10];
  private int[] lastLine = new int[1 << 10];
  private int tokens;

  /** A slot holds the number of a token plus 1, or 0. */
  private int[] slots = new int[1 << 12];

  private int documents;

  /**
   * A token and its number of lines.
   *
   * @param text digits written as {@code *}
   * @param lines number of lines that hold it; several occurrences in a line count once
   */
  record Count(String text, int lines) {}

  /** Counts the tokens of a line. */
  void add(String line) {
    scan.scan(line);
    documents++;
    for (int i = 0; i < scan.tokens(); i++) {
      int token = find(scan.tokenHash(i), scan.text(), scan.tokenStart(i), scan.tokenEnd(i));
      if (lastLine[token] != documents) {
        lastLine[token] = documents;
        lines[token]++;
      }
    }
  }

  /** Number of lines. */
  int documents() {
    return documents;
  }

  /** The {@code size} tokens that are in most lines, in descending order; ties by text. */
  List<Count> mostCommon(int size) {
    int[] sorted = Arrays.copyOf(lines, tokens);
    Arrays.sort(sorted);
    int least = size == 0 || tokens == 0 ? Integer.MAX_VALUE : sorted[Math.max(0, tokens - size)];
    return IntStream.range(0, tokens)
        .filter(token -> lines[token] >= least)
        .mapToObj(
            token ->
                new Count(
                    new String(text, starts[token], ends[token] - starts[token]), lines[token]))
        .sorted(Comparator.comparingInt(Count::lines).reversed().thenComparing(Count::text))
        .limit(size)
        .toList();
  }

  private int find(long hash, char[] line, int start, int end) {
    int mask = slots.length - 1;
    int slot = (int) (hash >>> 32) & mask;
    while (slots[slot] != 0) {
      int token = slots[slot] - 1;
      if (hashes[token] == hash
          && Arrays.equals(text, starts[token], ends[token], line, start, end)) {
        return token;
      }
      slot = (slot + 1) & mask;
    }
    slots[slot] = tokens + 1;
    return append(hash, line, start, end);
  }

  private int append(long hash, char[] line, int start, int end) {
    int token = tokens++;
    if (token == hashes.length) {
      hashes = Arrays.copyOf(hashes, 2 * token);
      starts = Arrays.copyOf(starts, 2 * token);
      ends = Arrays.copyOf(ends, 2 * token);
      lines = Arrays.copyOf(lines, 2 * token);
      lastLine = Arrays.copyOf(lastLine, 2 * token);
    }
    int size = end - start;
    if (textSize + size > text.length) {
      text = Arrays.copyOf(text, Math.max(textSize + size, 2 * text.length));
    }
    System.arraycopy(line, start, text, textSize, size);
    hashes[token] = hash;
    starts[token] = textSize;
    ends[token] = textSize += size;
    if (2 * tokens > slots.length) {
      rehash();
    }
    return token;
  }

  private void rehash() {
    slots = new int[4 * slots.length];
    int mask = slots.length - 1;
    for (int token = 0; token < tokens; token++) {
      int slot = (int) (hashes[token] >>> 32) & mask;
      while (slots[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      slots[slot] = token + 1;
    }
  }
}
