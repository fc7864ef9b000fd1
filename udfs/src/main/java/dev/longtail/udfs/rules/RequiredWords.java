package dev.longtail.udfs.rules;

import dev.longtail.udfs.rules.Regex.Choice;
import dev.longtail.udfs.rules.Regex.OneOf;
import dev.longtail.udfs.rules.Regex.Repeat;
import dev.longtail.udfs.rules.Regex.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a text must hold for a regular expression to be found in it: words one behind the other,
 * some of which may stand for each other. To look for them costs a hundredth of the expression.
 * RE2's {@code FilteredRE2} rests on the same.
 */
sealed interface RequiredWords {
  /** The first place from {@code from} on behind what is required; -1 if that is not there. */
  int end(String text, int from);

  /** False if the expression cannot be found in {@code text}. */
  default boolean areIn(String text) {
    return end(text, 0) >= 0;
  }

  /** Those of {@code regex}. */
  static RequiredWords of(Regex regex) {
    if (regex instanceof Choice choice) {
      List<RequiredWords> all = choice.alternatives().stream().map(RequiredWords::of).toList();
      return all.contains(InTurn.NOTHING) ? InTurn.NOTHING : new AnyOf(all);
    }
    List<RequiredWords> all = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    collect(regex, word, all);
    endWord(word, all);
    if (all.isEmpty()) {
      return InTurn.NOTHING;
    }
    return all.size() == 1 ? all.get(0) : new InTurn(all);
  }

  /**
   * Adds what {@code regex} requires.
   *
   * @param word the letters directly before it
   */
  private static void collect(Regex regex, StringBuilder word, List<RequiredWords> all) {
    if (regex instanceof OneOf set && set.only() >= 0) {
      word.append((char) set.only());
    } else if (regex instanceof Sequence sequence) {
      sequence.parts().forEach(part -> collect(part, word, all));
    } else if (regex instanceof Repeat repeat) {
      if (repeat.least() > 0) {
        collect(repeat.part(), word, all);
      }
      endWord(word, all);
    } else {
      endWord(word, all);
      if (regex instanceof Choice && of(regex) instanceof AnyOf any) {
        all.add(any);
      }
    }
  }

  private static void endWord(StringBuilder word, List<RequiredWords> all) {
    if (!word.isEmpty()) {
      all.add(new Word(word.toString()));
      word.setLength(0);
    }
  }

  /** A word. */
  record Word(String word) implements RequiredWords {
    @Override
    public int end(String text, int from) {
      int at = text.indexOf(word, from);
      return at < 0 ? -1 : at + word.length();
    }

    @Override
    public String toString() {
      return word;
    }
  }

  /** One behind the other. */
  record InTurn(List<RequiredWords> all) implements RequiredWords {
    static final InTurn NOTHING = new InTurn(List.of());

    @Override
    public int end(String text, int from) {
      int end = from;
      for (int i = 0; i < all.size() && end >= 0; i++) {
        end = all.get(i).end(text, end);
      }
      return end;
    }

    @Override
    public String toString() {
      return all.stream().map(RequiredWords::toString).collect(Collectors.joining(" .. "));
    }
  }

  /** One of them. */
  record AnyOf(List<RequiredWords> all) implements RequiredWords {
    @Override
    public int end(String text, int from) {
      int first = -1;
      for (RequiredWords each : all) {
        int end = each.end(text, from);
        first = first < 0 || (end >= 0 && end < first) ? end : first;
      }
      return first;
    }

    @Override
    public String toString() {
      return all.stream().map(RequiredWords::toString).collect(Collectors.joining(" | ", "(", ")"));
    }
  }
}
