package dev.longtail.udfs.text;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Finds all of many substrings in one pass over a text (Aho and Corasick, "Efficient string
 * matching", 1975). It is a table of next states by state and column. Characters that are the same
 * for all substrings share a column, and so do both cases of a letter.
 *
 * <p>A state is the index of its row in the table, so a step is one addition and one look-up. State
 * 0 is the beginning of a text. States in which a substring ends come last. Immutable; any number
 * of threads may use it.
 */
public final class SubstringAutomaton {
  private static final int ASCII = 128;

  private final int[] columns = new int[ASCII];
  private final int width;
  private final int[] next;
  private final int firstFinding;
  private final int[][] found;

  /**
   * The automaton of {@code substrings}.
   *
   * @param substrings of ASCII in lower case, none of them empty
   */
  public SubstringAutomaton(List<String> substrings) {
    width = 1 + assignColumns(substrings);
    List<int[]> goTo = new ArrayList<>();
    List<List<Integer>> ends = new ArrayList<>();
    newState(goTo, ends);
    for (int i = 0; i < substrings.size(); i++) {
      int state = 0;
      for (char c : substrings.get(i).toCharArray()) {
        if (goTo.get(state)[columns[c]] < 0) {
          goTo.get(state)[columns[c]] = newState(goTo, ends);
        }
        state = goTo.get(state)[columns[c]];
      }
      if (state == 0) {
        throw new IllegalArgumentException("an empty substring");
      }
      ends.get(state).add(i);
    }
    completeTransitions(goTo, ends);

    int[] rowOf = new int[goTo.size()];
    int rows = 0;
    int withoutFindings = 0;
    for (boolean finding : new boolean[] {false, true}) {
      for (int state = 0; state < goTo.size(); state++) {
        if (ends.get(state).isEmpty() != finding) {
          rowOf[state] = rows++;
          withoutFindings += finding ? 0 : 1;
        }
      }
    }
    firstFinding = withoutFindings * width;
    next = new int[rows * width];
    found = new int[rows][];
    for (int state = 0; state < rows; state++) {
      found[rowOf[state]] = ends.get(state).stream().mapToInt(Integer::intValue).toArray();
      for (int column = 0; column < width; column++) {
        next[rowOf[state] * width + column] = rowOf[goTo.get(state)[column]] * width;
      }
    }
  }

  /** Gives a column to each character of a substring; all others have column 0. */
  private int assignColumns(List<String> substrings) {
    int used = 0;
    for (String substring : substrings) {
      for (char c : substring.toCharArray()) {
        if (c >= ASCII) {
          throw new IllegalArgumentException("not of ASCII: " + substring);
        }
        if (columns[c] == 0) {
          columns[c] = ++used;
          columns[Character.toUpperCase(c)] = used;
        }
      }
    }
    return used;
  }

  private int newState(List<int[]> goTo, List<List<Integer>> ends) {
    int[] row = new int[width];
    Arrays.fill(row, -1);
    goTo.add(row);
    ends.add(new ArrayList<>());
    return goTo.size() - 1;
  }

  /** Replaces failure links by complete rows, breadth first. So a scan never goes back. */
  private void completeTransitions(List<int[]> goTo, List<List<Integer>> ends) {
    int[] failure = new int[goTo.size()];
    Deque<Integer> queue = new ArrayDeque<>();
    queue.add(0);
    while (!queue.isEmpty()) {
      int state = queue.remove();
      ends.get(state).addAll(state == 0 ? List.of() : ends.get(failure[state]));
      for (int column = 0; column < width; column++) {
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

  /** Columns of the table. */
  public int width() {
    return width;
  }

  /** The column of an ASCII character, whatever its case. */
  public int column(char c) {
    return columns[c];
  }

  /** A copy of the table: next states by state plus column. */
  public int[] table() {
    return next.clone();
  }

  /** The state behind {@code c}. */
  public int next(int state, char c) {
    return next[state + (c < ASCII ? columns[c] : 0)];
  }

  /** In this state and all greater ones, a substring ends. */
  public int firstFinding() {
    return firstFinding;
  }

  /** The places of the substrings that end in {@code state}; must not be written. */
  public int[] found(int state) {
    return found[state / width];
  }
}
