package dev.longtail.udfs.features;

import dev.longtail.udfs.text.SubstringAutomaton;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds all substrings of all {@link Marker}s in one pass over a line. Its table is one of short
 * numbers, so that it fits the first-level cache.
 *
 * <p>Immutable and shared by all threads; {@link Counts} holds the result of one scan.
 */
final class MarkerAutomaton {
  /** The most columns of the table; a power of two, for {@link CharacterTable} packs them. */
  static final int COLUMNS = 64;

  /** The automaton of all markers. */
  static final MarkerAutomaton ALL = new MarkerAutomaton();

  private final SubstringAutomaton automaton;
  private final char[] next;
  private final int[] group;
  private final int[] length;

  private MarkerAutomaton() {
    List<String> substrings = new ArrayList<>();
    List<Integer> groups = new ArrayList<>();
    for (Marker marker : Marker.values()) {
      for (String substring : marker.substrings()) {
        substrings.add(substring);
        groups.add(marker.ordinal());
      }
    }
    automaton = new SubstringAutomaton(substrings);
    int[] table = automaton.table();
    if (automaton.width() > COLUMNS || table.length > Character.MAX_VALUE) {
      throw new IllegalStateException("markers of too many characters: " + table.length);
    }
    next = new char[table.length];
    for (int i = 0; i < next.length; i++) {
      next[i] = (char) table[i];
    }
    group = groups.stream().mapToInt(Integer::intValue).toArray();
    length = substrings.stream().mapToInt(String::length).toArray();
  }

  /** The column of an ASCII character, whatever its case. */
  int column(char c) {
    return automaton.column(c);
  }

  /** Next states by state plus column; must not be written. State 0 is the beginning of a line. */
  char[] table() {
    return next;
  }

  /** In this state and all greater ones, a substring ends. */
  int firstFinding() {
    return automaton.firstFinding();
  }

  /** The counts of one scan; reused from line to line. */
  static final class Counts {
    private final int[] byMarker = new int[Marker.values().length];
    private final int[] lastEnd = new int[ALL.group.length];

    /** Begins a new line. */
    void reset() {
      Arrays.fill(byMarker, 0);
      Arrays.fill(lastEnd, 0);
    }

    /**
     * Counts the substrings that end in {@code state}, at the character before index {@code end}.
     */
    void found(int state, int end) {
      for (int substring : ALL.automaton.found(state)) {
        if (end - ALL.length[substring] >= lastEnd[substring]) {
          byMarker[ALL.group[substring]]++;
          lastEnd[substring] = end;
        }
      }
    }

    /** Non-overlapping occurrences of each of the marker's substrings, summed. */
    int of(Marker marker) {
      return byMarker[marker.ordinal()];
    }
  }
}
