package dev.longtail.udfs.features;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Finds all substrings of all {@link Marker}s in one pass over a line (Aho and Corasick, "Efficient
 * string matching", 1975). It is a table of next states by state and column. Characters that are
 * the same for all markers share a column, so that the table fits the first-level cache.
 *
 * <p>Immutable and shared by all threads; {@link Counts} holds the result of one scan. A state is
 * the index of its row. States in which a substring ends come last.
 */
final class MarkerAutomaton {
  /** Columns of the table; a power of two. */
  static final int COLUMNS = 64;

  private static final int ASCII = 128;

  /** The automaton of all markers. */
  static final MarkerAutomaton ALL = new MarkerAutomaton();

  private final int[] columns = new int[ASCII];
  private final char[] next;
  private final int firstFinding;
  private final int[][] found;
  private final int[] group;
  private final int[] length;

  private MarkerAutomaton() {
    assignColumns();
    List<int[]> goTo = new ArrayList<>();
    List<List<Integer>> ends = new ArrayList<>();
    List<Integer> groups = new ArrayList<>();
    List<Integer> lengths = new ArrayList<>();
    newState(goTo, ends);
    for (Marker marker : Marker.values()) {
      for (String substring : marker.substrings()) {
        int state = 0;
        for (char c : substring.toCharArray()) {
          int column = columns[c];
          if (goTo.get(state)[column] < 0) {
            goTo.get(state)[column] = newState(goTo, ends);
          }
          state = goTo.get(state)[column];
        }
        ends.get(state).add(groups.size());
        groups.add(marker.ordinal());
        lengths.add(substring.length());
      }
    }
    completeTransitions(goTo, ends);
    group = toArray(groups);
    length = toArray(lengths);

    int[] rowOf = new int[goTo.size()];
    int rows = 0;
    for (boolean finding : new boolean[] {false, true}) {
      for (int state = 0; state < goTo.size(); state++) {
        if (ends.get(state).isEmpty() != finding) {
          rowOf[state] = rows++;
        }
      }
    }
    next = new char[rows * COLUMNS];
    found = new int[rows][];
    int withoutFindings = 0;
    for (int state = 0; state < rows; state++) {
      found[rowOf[state]] = toArray(ends.get(state));
      withoutFindings += ends.get(state).isEmpty() ? 1 : 0;
      for (int column = 0; column < COLUMNS; column++) {
        next[rowOf[state] * COLUMNS + column] = (char) (rowOf[goTo.get(state)[column]] * COLUMNS);
      }
    }
    firstFinding = withoutFindings * COLUMNS;
  }

  /**
   * Gives a column to each character of a substring, in both cases; other characters have column 0.
   */
  private void assignColumns() {
    int used = 1;
    for (Marker marker : Marker.values()) {
      for (String substring : marker.substrings()) {
        for (char c : substring.toCharArray()) {
          if (columns[c] == 0) {
            columns[c] = used;
            columns[Character.toUpperCase(c)] = used;
            used++;
          }
        }
      }
    }
    if (used > COLUMNS) {
      throw new IllegalStateException("markers of " + used + " characters");
    }
  }

  private static int newState(List<int[]> goTo, List<List<Integer>> ends) {
    int[] row = new int[COLUMNS];
    Arrays.fill(row, -1);
    goTo.add(row);
    ends.add(new ArrayList<>());
    return goTo.size() - 1;
  }

  /** Replaces failure links by complete rows, breadth first. So a scan never goes back. */
  private static void completeTransitions(List<int[]> goTo, List<List<Integer>> ends) {
    int[] failure = new int[goTo.size()];
    Deque<Integer> queue = new ArrayDeque<>();
    queue.add(0);
    while (!queue.isEmpty()) {
      int state = queue.remove();
      ends.get(state).addAll(state == 0 ? List.of() : ends.get(failure[state]));
      for (int column = 0; column < COLUMNS; column++) {
        int target = goTo.get(state)[column];
        int fallback = state == 0 ? 0 : goTo.get(failure[state])[column];
        if (target < 0) {
          goTo.get(state)[column] = fallback;
        } else {
          failure[target] = fallback;
          queue.add(target);
        }
      }
    }
  }

  private static int[] toArray(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The column of an ASCII character, whatever its case. */
  int column(char c) {
    return columns[c];
  }

  /** Next states by state plus column; must not be written. State 0 is the beginning of a line. */
  char[] table() {
    return next;
  }

  /** In this state and all greater ones, a substring ends. */
  int firstFinding() {
    return firstFinding;
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
      for (int substring : ALL.found[state / COLUMNS]) {
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
