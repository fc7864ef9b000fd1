package dev.longtail.udfs.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Finds all substrings of all {@link Marker}s in one pass over a line (Aho and Corasick, "Efficient
 * string matching", 1975), as a table of next states by state and ASCII character.
 *
 * <p>Immutable and shared by all threads; what a scan has counted lives in {@link Counts}.
 */
final class MarkerAutomaton {
  private static final int ALPHABET = 128;

  /** The automaton of all markers. */
  static final MarkerAutomaton ALL = new MarkerAutomaton();

  private final int[] next;
  private final int[][] found;
  private final int[] group;
  private final int[] length;

  private MarkerAutomaton() {
    List<int[]> goTo = new ArrayList<>();
    List<List<Integer>> ends = new ArrayList<>();
    List<Integer> groups = new ArrayList<>();
    List<Integer> lengths = new ArrayList<>();
    newState(goTo, ends);
    for (Marker marker : Marker.values()) {
      for (String substring : marker.substrings()) {
        int state = 0;
        for (char c : substring.toCharArray()) {
          if (goTo.get(state)[c] < 0) {
            goTo.get(state)[c] = newState(goTo, ends);
          }
          state = goTo.get(state)[c];
        }
        ends.get(state).add(groups.size());
        groups.add(marker.ordinal());
        lengths.add(substring.length());
      }
    }
    completeTransitions(goTo, ends);
    next = goTo.stream().flatMapToInt(Arrays::stream).toArray();
    found = ends.stream().map(MarkerAutomaton::toArray).toArray(int[][]::new);
    group = toArray(groups);
    length = toArray(lengths);
  }

  private static int newState(List<int[]> goTo, List<List<Integer>> ends) {
    int[] row = new int[ALPHABET];
    Arrays.fill(row, -1);
    goTo.add(row);
    ends.add(new ArrayList<>());
    return goTo.size() - 1;
  }

  /** Replaces failure links by complete rows, breadth first, so that a scan never backtracks. */
  private static void completeTransitions(List<int[]> goTo, List<List<Integer>> ends) {
    int[] failure = new int[goTo.size()];
    Deque<Integer> queue = new ArrayDeque<>();
    queue.add(0);
    while (!queue.isEmpty()) {
      int state = queue.remove();
      ends.get(state).addAll(state == 0 ? List.of() : ends.get(failure[state]));
      for (int c = 0; c < ALPHABET; c++) {
        int target = goTo.get(state)[c];
        int fallback = state == 0 ? 0 : goTo.get(failure[state])[c];
        if (target < 0) {
          goTo.get(state)[c] = fallback;
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

  /** What one scan has counted; reused from line to line. */
  static final class Counts {
    private final int[] byMarker = new int[Marker.values().length];
    private final int[] lastEnd = new int[ALL.group.length];
    private int state;

    /** Begins a new line. */
    void reset() {
      Arrays.fill(byMarker, 0);
      Arrays.fill(lastEnd, 0);
      state = 0;
    }

    /** Reads the character at index {@code i}, lower-cased; one outside ASCII matches nothing. */
    void accept(int i, char lowerCase) {
      if (lowerCase >= ALPHABET) {
        state = 0;
        return;
      }
      state = ALL.next[state * ALPHABET + lowerCase];
      for (int substring : ALL.found[state]) {
        if (i + 1 - ALL.length[substring] >= lastEnd[substring]) {
          byMarker[ALL.group[substring]]++;
          lastEnd[substring] = i + 1;
        }
      }
    }

    /** Non-overlapping occurrences of each of the marker's substrings, summed. */
    int of(Marker marker) {
      return byMarker[marker.ordinal()];
    }
  }
}
