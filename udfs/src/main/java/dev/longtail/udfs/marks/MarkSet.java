package dev.longtail.udfs.marks;

import dev.longtail.udfs.reading.Readings;
import dev.longtail.udfs.reading.Readings.Reading;
import dev.longtail.udfs.rules.RuleEntry;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** Marks that are tried together. Immutable; any number of threads may use one. */
public final class MarkSet {
  private final List<CommandMark> marks;

  private MarkSet(List<CommandMark> marks) {
    this.marks = marks;
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
    return marks.stream().filter(mark -> mark.isOn(lowerCase)).findFirst();
  }

  /** The first mark on the first of {@code readings} that bears one. */
  public Optional<CommandMark> first(Readings readings) {
    for (Reading reading : readings.all()) {
      for (CommandMark mark : marks) {
        if (mark.isOn(reading)) {
          return Optional.of(mark);
        }
      }
    }
    return Optional.empty();
  }

  /** The places in {@link #marks} of those that any of {@code readings} bears. */
  BitSet all(Readings readings) {
    BitSet borne = new BitSet(marks.size());
    for (Reading reading : readings.all()) {
      for (int i = 0; i < marks.size(); i++) {
        if (!borne.get(i) && marks.get(i).isOn(reading)) {
          borne.set(i);
        }
      }
    }
    return borne;
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
