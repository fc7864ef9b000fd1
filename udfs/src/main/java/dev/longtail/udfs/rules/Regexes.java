package dev.longtail.udfs.rules;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * Regular expressions of rules, run by RE2: time is linear in the line, whoever wrote line and
 * rule.
 */
public final class Regexes {
  private Regexes() {}

  /**
   * Compiles {@code regex}, which stands in {@code field} of {@code entry}.
   *
   * @param flags as of {@link Pattern#compile(String, int)}
   * @throws dev.longtail.udfs.io.InputException if RE2 cannot compile it
   */
  public static Pattern compile(RuleEntry entry, String field, String regex, int flags) {
    try {
      return Pattern.compile(regex, flags);
    } catch (PatternSyntaxException e) {
      throw entry.refused(field, "no regular expression of RE2: " + e.getMessage());
    }
  }
}
