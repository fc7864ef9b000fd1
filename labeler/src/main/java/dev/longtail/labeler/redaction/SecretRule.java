package dev.longtail.labeler.redaction;

import com.google.re2j.Pattern;
import java.util.List;

/**
 * Where one kind of secret stands in a command line.
 *
 * @param kind what the placeholder says, e.g. {@code password}
 * @param hints lower-case literals of which a line must hold at least one; spares most lines the
 *     automaton
 * @param pattern its group 1 is the candidate, with its quotes
 * @param plain a candidate that matches this whole is none, e.g. a path
 */
public record SecretRule(String kind, List<String> hints, Pattern pattern, Pattern plain) {
  private static final Pattern NEVER = Pattern.compile("");

  static SecretRule of(String kind, String hints, String regex) {
    return of(kind, hints, regex, NEVER);
  }

  static SecretRule of(String kind, String hints, String regex, Pattern plain) {
    Pattern pattern = Pattern.compile(regex, Pattern.DOTALL);
    if (pattern.groupCount() != 1) {
      throw new IllegalArgumentException("exactly one group, the secret: " + regex);
    }
    return new SecretRule(kind, List.of(hints.split(" ")), pattern, plain);
  }

  public boolean mayMatch(String lowerCase) {
    for (String hint : hints) {
      if (lowerCase.contains(hint)) {
        return true;
      }
    }
    return false;
  }

  boolean isPlain(String candidate) {
    return plain.matcher(candidate).matches();
  }
}
