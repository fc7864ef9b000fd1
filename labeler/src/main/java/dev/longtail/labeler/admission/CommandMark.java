package dev.longtail.labeler.admission;

import com.google.re2j.Pattern;
import java.util.List;

/**
 * A named trait of a command line.
 *
 * <p>Matching is linear in the length of the line whatever an attacker puts there (re2j, an
 * automaton instead of backtracking); the hints only spare most lines the automaton.
 *
 * @param name what is said of a line that bears it
 * @param hints lower-case literals of which a line must hold at least one to bear the mark
 * @param pattern the trait itself, tried on lower-case text
 */
public record CommandMark(String name, List<String> hints, Pattern pattern) {
  public CommandMark {
    hints = List.copyOf(hints);
    if (name.isBlank() || hints.isEmpty()) {
      throw new IllegalArgumentException("a mark needs a name and a hint: " + name);
    }
  }

  /** A mark; {@code hints} separated by blanks, {@code regex} against lower-case text. */
  public static CommandMark of(String name, String hints, String regex) {
    return new CommandMark(name, List.of(hints.split(" ")), Pattern.compile(regex, Pattern.DOTALL));
  }

  /** Whether {@code lowerCase}, which must be lower case, bears the mark. */
  public boolean isOn(String lowerCase) {
    for (String hint : hints) {
      if (lowerCase.contains(hint)) {
        return pattern.matcher(lowerCase).find();
      }
    }
    return false;
  }
}
