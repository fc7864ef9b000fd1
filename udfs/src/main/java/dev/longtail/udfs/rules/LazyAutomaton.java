package dev.longtail.udfs.rules;

import dev.longtail.udfs.rules.Regex.Choice;
import dev.longtail.udfs.rules.Regex.OneOf;
import dev.longtail.udfs.rules.Regex.Place;
import dev.longtail.udfs.rules.Regex.Repeat;
import dev.longtail.udfs.rules.Regex.Sequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds a regular expression with one step a character: a deterministic automaton whose states are
 * made when a text first needs them (Thompson 1968; Cox, "Regular Expression Matching in the Wild",
 * 2010, who calls it an on-the-fly DFA).
 *
 * <p>Any number of threads may use one. States are made under its lock, and are read without it:
 * all of a state is final but its array of next ones, whose elements go from null to a state once.
 */
final class LazyAutomaton {
  /** The answer of {@link #find}. */
  enum Found {
    YES,
    NO,
    /** The text is not of ASCII, or needs more states than are kept. */
    UNKNOWN
  }

  /** So many states are kept: a text that an attacker wrote may need others all the time. */
  private static final int MOST_STATES = 500;

  /** An expression of more instructions is left to RE2. */
  private static final int MOST_INSTRUCTIONS = 4000;

  private static final int ASCII = 128;

  /** What stands before a place; a state knows no more of the text before it. */
  private enum Before {
    NOTHING,
    WORD,
    OTHER
  }

  /**
   * One instruction: take a character of {@code set} and go to {@code next}; or, where {@code set}
   * is null, go to {@code next} and {@code other} (-1: nowhere), if {@code place} is null or given.
   */
  private record Instruction(OneOf set, Place place, int next, int other) {}

  private static final class State {
    /** No further character counts. */
    static final State FOUND = new State(new int[0], Before.NOTHING, 0);

    /** At the end of a text. */
    static final State NOT_FOUND = new State(new int[0], Before.NOTHING, 0);

    /** Instead of a state for which there was no room. */
    static final State NO_ROOM = new State(new int[0], Before.NOTHING, 0);

    /** The instructions that wait, sorted. */
    private final int[] waiting;

    private final Before before;
    private final State[] next;

    State(int[] waiting, Before before, int columns) {
      this.waiting = waiting;
      this.before = before;
      this.next = new State[columns];
    }
  }

  private record Key(List<Integer> waiting, Before before) {}

  private static final int MATCH = 0;

  private final List<Instruction> program = new ArrayList<>();
  private final int start;
  private final boolean places;

  /** Characters that no instruction tells apart have one column. */
  private final byte[] columnOf = new byte[ASCII];

  /** A character of each column. */
  private final int[] characterOf;

  private final State root;
  private final Map<Key, State> states = new HashMap<>();

  private LazyAutomaton(Regex regex) {
    program.add(null); // MATCH
    start = add(regex, MATCH);
    places = program.stream().anyMatch(each -> each != null && each.place() != null);
    characterOf = assignColumns();
    root = new State(new int[0], places ? Before.NOTHING : Before.OTHER, characterOf.length + 1);
  }

  /** The automaton of {@code regex}; null if that is too large. */
  static LazyAutomaton of(Regex regex) {
    return size(regex) > MOST_INSTRUCTIONS ? null : new LazyAutomaton(regex);
  }

  private static long size(Regex regex) {
    if (regex instanceof Sequence sequence) {
      return sequence.parts().stream().mapToLong(LazyAutomaton::size).sum();
    }
    if (regex instanceof Choice choice) {
      return choice.alternatives().stream().mapToLong(part -> 1 + size(part)).sum();
    }
    if (regex instanceof Repeat repeat) {
      return Math.max(repeat.least() + 1L, repeat.most()) * (1 + size(repeat.part()));
    }
    return 1;
  }

  /** Adds the instructions of {@code regex}, which go to {@code next}; returns where they start. */
  private int add(Regex regex, int next) {
    if (regex instanceof OneOf set) {
      return add(new Instruction(set, null, next, -1));
    }
    if (regex instanceof Place place) {
      return add(new Instruction(null, place, next, -1));
    }
    if (regex instanceof Sequence sequence) {
      int to = next;
      for (int i = sequence.parts().size() - 1; i >= 0; i--) {
        to = add(sequence.parts().get(i), to);
      }
      return to;
    }
    if (regex instanceof Choice choice) {
      int to = -1;
      for (Regex alternative : choice.alternatives()) {
        to = add(new Instruction(null, null, add(alternative, next), to));
      }
      return to;
    }
    return add((Repeat) regex, next);
  }

  private int add(Repeat repeat, int next) {
    int to = next;
    if (repeat.most() < 0) {
      to = add(new Instruction(null, null, next, -1));
      int again = add(repeat.part(), to);
      program.set(to, new Instruction(null, null, next, again));
    }
    for (int i = repeat.least(); i < repeat.most(); i++) {
      to = add(new Instruction(null, null, add(repeat.part(), to), next));
    }
    for (int i = 0; i < repeat.least(); i++) {
      to = add(repeat.part(), to);
    }
    return to;
  }

  private int add(Instruction instruction) {
    program.add(instruction);
    return program.size() - 1;
  }

  private int[] assignColumns() {
    Map<List<Boolean>, Integer> columns = new HashMap<>();
    List<OneOf> sets = new ArrayList<>();
    sets.add(RegexReader.WORD);
    program.stream()
        .filter(each -> each != null && each.set() != null)
        .map(Instruction::set)
        .distinct()
        .forEach(sets::add);
    List<Integer> characters = new ArrayList<>();
    for (int c = 0; c < ASCII; c++) {
      int character = c;
      List<Boolean> in = sets.stream().map(set -> set.has(character)).toList();
      Integer column = columns.putIfAbsent(in, columns.size());
      if (column == null) {
        column = characters.size();
        characters.add(c);
      }
      columnOf[c] = (byte) (int) column;
    }
    return characters.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Whether the expression is found in {@code text}. */
  Found find(String text) {
    State state = root;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= ASCII) {
        return Found.UNKNOWN;
      }
      int column = columnOf[c];
      State next = state.next[column];
      state = next == null ? make(state, column) : next;
      if (state == State.FOUND) {
        return Found.YES;
      }
      if (state == State.NO_ROOM) {
        return Found.UNKNOWN;
      }
    }
    int end = characterOf.length;
    State last = state.next[end] == null ? make(state, end) : state.next[end];
    return last == State.FOUND ? Found.YES : Found.NO;
  }

  /** The state behind {@code state} and a character of {@code column}. */
  private synchronized State make(State state, int column) {
    int character = column < characterOf.length ? characterOf[column] : -1;
    boolean[] reached = new boolean[program.size()];
    for (int each : state.waiting) {
      reach(each, state.before, character, reached);
    }
    reach(start, state.before, character, reached);
    State next;
    if (reached[MATCH]) {
      next = State.FOUND;
    } else if (character < 0) {
      next = State.NOT_FOUND;
    } else {
      next = behind(reached, character);
    }
    state.next[column] = next;
    return next;
  }

  private State behind(boolean[] reached, int character) {
    boolean[] waits = new boolean[program.size()];
    for (int i = 1; i < reached.length; i++) {
      if (reached[i] && program.get(i).set() != null && program.get(i).set().has(character)) {
        waits[program.get(i).next()] = true;
      }
    }
    List<Integer> waiting = new ArrayList<>();
    for (int i = 0; i < waits.length; i++) {
      if (waits[i]) {
        waiting.add(i);
      }
    }
    Before before = places && RegexReader.WORD.has(character) ? Before.WORD : Before.OTHER;
    Key key = new Key(waiting, before);
    State known = states.get(key);
    if (known == null && states.size() < MOST_STATES) {
      known =
          new State(
              waiting.stream().mapToInt(Integer::intValue).toArray(),
              before,
              characterOf.length + 1);
      states.put(key, known);
    }
    return known == null ? State.NO_ROOM : known;
  }

  /**
   * Marks the instructions that are reached without taking a character.
   *
   * @param after the character behind the place, -1 at the end of the text
   */
  private void reach(int from, Before before, int after, boolean[] reached) {
    int[] stack = new int[program.size() + 1];
    int size = 0;
    stack[size++] = from;
    while (size > 0) {
      int at = stack[--size];
      if (reached[at]) {
        continue;
      }
      reached[at] = true;
      Instruction each = program.get(at);
      if (each == null || each.set() != null || !isAt(each.place(), before, after)) {
        continue;
      }
      if (size + 2 > stack.length) {
        stack = Arrays.copyOf(stack, 2 * stack.length);
      }
      stack[size++] = each.next();
      if (each.other() >= 0) {
        stack[size++] = each.other();
      }
    }
  }

  private static boolean isAt(Place place, Before before, int after) {
    if (place == null) {
      return true;
    }
    boolean boundary = (before == Before.WORD) != (after >= 0 && RegexReader.WORD.has(after));
    return switch (place) {
      case BEGIN -> before == Before.NOTHING;
      case END -> after < 0;
      case WORD_BOUNDARY -> boundary;
      case NO_WORD_BOUNDARY -> !boundary;
    };
  }
}
