package dev.longtail.udfs.rules;

import com.google.re2j.Pattern;
import dev.longtail.udfs.rules.Regex.Choice;
import dev.longtail.udfs.rules.Regex.OneOf;
import dev.longtail.udfs.rules.Regex.Place;
import dev.longtail.udfs.rules.Regex.Repeat;
import dev.longtail.udfs.rules.Regex.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the part of RE2's syntax that rules are written in. What it does not know, it refuses: then
 * RE2 does the work alone.
 */
final class RegexReader {
  private static final OneOf DIGIT = OneOf.range('0', '9');
  private static final OneOf SPACE = OneOf.of("\t\n\f\r ");
  static final OneOf WORD =
      DIGIT.or(OneOf.range('a', 'z')).or(OneOf.range('A', 'Z')).or(OneOf.of("_"));

  private static final Map<Character, OneOf> CLASSES =
      Map.of(
          'd', DIGIT, 'D', DIGIT.not(), 's', SPACE, 'S', SPACE.not(), 'w', WORD, 'W', WORD.not());
  private static final Map<Character, Character> CONTROLS =
      Map.of('t', '\t', 'n', '\n', 'r', '\r', 'f', '\f', 'v', (char) 0xb, 'a', (char) 7);
  private static final Map<Character, Place> PLACES =
      Map.of(
          'b', Place.WORD_BOUNDARY, 'B', Place.NO_WORD_BOUNDARY, 'A', Place.BEGIN, 'z', Place.END);

  private static final class UnknownSyntaxException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private final String regex;
  private final OneOf anything;
  private int at;

  private RegexReader(String regex, boolean dotAll) {
    this.regex = regex;
    this.anything = dotAll ? OneOf.ALL : OneOf.of("\n").not();
  }

  /** The parts of {@code pattern}; empty if it says what the reader does not know. */
  static Optional<Regex> read(Pattern pattern) {
    if ((pattern.flags() & ~Pattern.DOTALL) != 0
        || pattern.pattern().chars().anyMatch(c -> Character.isSurrogate((char) c))) {
      return Optional.empty();
    }
    RegexReader reader =
        new RegexReader(pattern.pattern(), (pattern.flags() & Pattern.DOTALL) != 0);
    try {
      Regex read = reader.choice();
      return reader.at == reader.regex.length() ? Optional.of(read) : Optional.empty();
    } catch (UnknownSyntaxException e) {
      return Optional.empty();
    }
  }

  private Regex choice() throws UnknownSyntaxException {
    List<Regex> alternatives = new ArrayList<>();
    alternatives.add(sequence());
    while (isNext('|')) {
      at++;
      alternatives.add(sequence());
    }
    return alternatives.size() == 1 ? alternatives.get(0) : new Choice(alternatives);
  }

  private Regex sequence() throws UnknownSyntaxException {
    List<Regex> parts = new ArrayList<>();
    while (at < regex.length() && !isNext('|') && !isNext(')')) {
      parts.add(repeated(part()));
    }
    return new Sequence(parts);
  }

  private Regex part() throws UnknownSyntaxException {
    char c = regex.charAt(at++);
    return switch (c) {
      case '(' -> group();
      case '[' -> characterClass();
      case '.' -> anything;
      case '^' -> Place.BEGIN;
      case '$' -> Place.END;
      case '\\' -> escaped();
      case '*', '+', '?' -> throw new UnknownSyntaxException();
      default -> OneOf.range(c, c);
    };
  }

  private Regex group() throws UnknownSyntaxException {
    if (regex.startsWith("?:", at)) {
      at += 2;
    } else if (isNext('?')) {
      throw new UnknownSyntaxException(); // flags, names
    }
    Regex inside = choice();
    if (!isNext(')')) {
      throw new UnknownSyntaxException();
    }
    at++;
    return inside;
  }

  private Regex escaped() throws UnknownSyntaxException {
    if (at < regex.length() && PLACES.containsKey(regex.charAt(at))) {
      return PLACES.get(regex.charAt(at++));
    }
    return escapedSet();
  }

  /** Behind a back-slash: a class or a character. */
  private OneOf escapedSet() throws UnknownSyntaxException {
    if (at == regex.length()) {
      throw new UnknownSyntaxException();
    }
    char c = regex.charAt(at++);
    if (CLASSES.containsKey(c)) {
      return CLASSES.get(c);
    }
    if (CONTROLS.containsKey(c)) {
      return OneOf.range(CONTROLS.get(c), CONTROLS.get(c));
    }
    if (c >= 0x80 || Character.isLetterOrDigit(c)) {
      throw new UnknownSyntaxException();
    }
    return OneOf.range(c, c);
  }

  private OneOf characterClass() throws UnknownSyntaxException {
    boolean not = isNext('^');
    at += not ? 1 : 0;
    OneOf all = OneOf.NONE;
    for (boolean first = true; first || !isNext(']'); first = false) {
      if (at >= regex.length() || regex.startsWith("[:", at)) {
        throw new UnknownSyntaxException();
      }
      all = all.or(range());
    }
    at++;
    return not ? all.not() : all;
  }

  /** One character of a class, a class in it, or a range. */
  private OneOf range() throws UnknownSyntaxException {
    char from = regex.charAt(at++);
    if (from == '\\') {
      OneOf set = escapedSet();
      if (isRange()) {
        throw new UnknownSyntaxException();
      }
      return set;
    }
    if (!isRange()) {
      return OneOf.range(from, from);
    }
    char to = regex.charAt(at + 1);
    if (to == '\\') {
      throw new UnknownSyntaxException();
    }
    at += 2;
    return OneOf.range(from, to);
  }

  private boolean isRange() {
    return isNext('-') && at + 1 < regex.length() && regex.charAt(at + 1) != ']';
  }

  private Regex repeated(Regex part) throws UnknownSyntaxException {
    if (at == regex.length()) {
      return part;
    }
    Regex repeated =
        switch (regex.charAt(at)) {
          case '*' -> new Repeat(part, 0, -1);
          case '+' -> new Repeat(part, 1, -1);
          case '?' -> new Repeat(part, 0, 1);
          case '{' -> counted(part);
          default -> null;
        };
    if (repeated == null) {
      return part;
    }
    at++;
    if (isNext('?')) {
      at++; // as few as possible
    }
    if (isNext('*') || isNext('+') || isNext('?')) {
      throw new UnknownSyntaxException();
    }
    return repeated;
  }

  /** Goes to the closing brace; null if the brace is a character. */
  private Regex counted(Regex part) {
    int close = regex.indexOf('}', at);
    String times = close < 0 ? "" : regex.substring(at + 1, close);
    if (!times.matches("[0-9]{1,4}(?:,[0-9]{0,4})?")) {
      return null;
    }
    at = close;
    int comma = times.indexOf(',');
    int least = Integer.parseInt(comma < 0 ? times : times.substring(0, comma));
    if (comma < 0) {
      return new Repeat(part, least, least);
    }
    String most = times.substring(comma + 1);
    return new Repeat(part, least, most.isEmpty() ? -1 : Integer.parseInt(most));
  }

  private boolean isNext(char c) {
    return at < regex.length() && regex.charAt(at) == c;
  }
}
