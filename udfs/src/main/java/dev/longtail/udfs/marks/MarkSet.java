package dev.longtail.udfs.marks;

import dev.longtail.udfs.reading.Readings;
import dev.longtail.udfs.reading.Readings.Reading;
import dev.longtail.udfs.rules.RuleEntry;
import dev.longtail.udfs.text.SubstringAutomaton;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Marks that are tried together: one pass over a text finds the hints of all of them. Immutable;
 * any number of threads may use one.
 */
public final class MarkSet {
  private final List<CommandMark> marks;
  private final SubstringAutomaton hints;

  /** Of each hint, the place of its mark. */
  private final int[] markOf;

  /** The marks, as bits, whose hints the automaton does not know: some are not of ASCII. */
  private final long[] always;

  private MarkSet(List<CommandMark> marks) {
    this.marks = marks;
    always = new long[(marks.size() + Long.SIZE - 1) / Long.SIZE];
    List<String> all = new ArrayList<>();
    List<Integer> of = new ArrayList<>();
    for (int i = 0; i < marks.size(); i++) {
      for (String hint : marks.get(i).hints()) {
        if (hint.chars().allMatch(c -> c < 0x80)) {
          all.add(hint);
          of.add(i);
        } else {
          always[i / Long.SIZE] |= 1L << i;
        }
      }
    }
    hints = new SubstringAutomaton(all);
    markOf = of.stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * The marks that {@code entries} describe.
   *
   * @throws dev.longtail.udfs.io.InputException if an entry is wrong, or two have the same id
   */
  public static MarkSet read(List<RuleEntry> entries) {
    return new MarkSet(CommandMark.read(entries));
  }

  /** All of them, in the order in which they are tried. */
  public List<CommandMark> marks() {
    return marks;
  }

  /** The first mark on {@code lowerCase}, a text in lower case that is tried as it is. */
  public Optional<CommandMark> first(String lowerCase) {
    long[] hinted = hinted(lowerCase);
    for (int i = next(hinted, 0); i >= 0; i = next(hinted, i + 1)) {
      if (marks.get(i).isOn(lowerCase)) {
        return Optional.of(marks.get(i));
      }
    }
    return Optional.empty();
  }

  /** The first mark on the first of {@code readings} that bears one. */
  public Optional<CommandMark> first(Readings readings) {
    for (Reading reading : readings.all()) {
      long[] hinted = hinted(reading.text());
      for (int i = next(hinted, 0); i >= 0; i = next(hinted, i + 1)) {
        if (marks.get(i).isOn(reading)) {
          return Optional.of(marks.get(i));
        }
      }
    }
    return Optional.empty();
  }

  /** The places in {@link #marks} of those that any of {@code readings} bears. */
  BitSet all(Readings readings) {
    BitSet borne = new BitSet(0);
    for (Reading reading : readings.all()) {
      long[] hinted = hinted(reading.text());
      for (int i = next(hinted, 0); i >= 0; i = next(hinted, i + 1)) {
        if (!borne.get(i) && marks.get(i).isOn(reading)) {
          borne.set(i);
        }
      }
    }
    return borne;
  }

  /** The marks, as bits, of which {@code lowerCase} holds a hint; must not be written. */
  private long[] hinted(String lowerCase) {
    int firstFinding = hints.firstFinding();
    long[] hinted = always;
    int state = 0;
    for (int i = 0; i < lowerCase.length(); i++) {
      state = hints.next(state, lowerCase.charAt(i));
      if (state >= firstFinding) {
        hinted = hinted == always ? always.clone() : hinted;
        for (int hint : hints.found(state)) {
          hinted[markOf[hint] / Long.SIZE] |= 1L << markOf[hint];
        }
      }
    }
    return hinted;
  }

  /** The first bit from {@code from} on; -1 if there is none. */
  private static int next(long[] bits, int from) {
    for (int word = from / Long.SIZE; word < bits.length; word++) {
      long rest = word == from / Long.SIZE ? bits[word] & (-1L << from) : bits[word];
      if (rest != 0) {
        return word * Long.SIZE + Long.numberOfTrailingZeros(rest);
      }
    }
    return -1;
  }

  /** A message for each example that does not turn out as its rule says, under any reading. */
  public List<String> misjudged() {
    return marks.stream()
        .flatMap(mark -> mark.rule().misjudged(line -> bears(line, mark)).stream())
        .toList();
  }

  private static boolean bears(String commandLine, CommandMark mark) {
    return Readings.of(commandLine).all().stream().anyMatch(mark::isOn);
  }
}
