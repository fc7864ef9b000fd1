package dev.longtail.udfs.reading;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.longtail.udfs.rules.RegexSearch;
import dev.longtail.udfs.text.Characters;
import java.util.List;
import java.util.Locale;

/** Encoded text that a line decodes and runs, although nobody can read what it says. */
final class Unreadable {
  /** Fewer digits are read at sight. */
  private static final int FEWEST_DIGITS = 16;

  private static final String ENCODED_COMMAND = "encodedc";
  private static final int LONGEST_OPTION = ENCODED_COMMAND.length() + 6;
  private static final List<String> SHELLS = List.of("powershell", "pwsh");
  private static final int LONGEST_BEFORE = 500;
  private static final int MOST_BETWEEN = 9;
  private static final int SHORTEST_OPTION = "-e ".length() + FEWEST_DIGITS;
  private static final int SHORTEST_CALL = "pwsh ".length() + SHORTEST_OPTION - 1;

  /** Text for PowerShell. */
  static final String ARGUMENT =
      "(?i)(?:powershell|pwsh)(?:\\.exe)?\\s.{0,500}?[-/](?:e|ec|en|enc|enco|encod|encode|encoded"
          + "|encodedc[a-z]{0,6})[\\s:]{1,9}([a-z0-9+/_-]{16,}={0,2})";

  /** Text that the line itself decodes. */
  static final List<String> DECODED =
      List.of(
          "(?:iex|invoke-expression|::load\\().{0,200}?frombase64string\\(\\s{0,9}"
              + "([a-z0-9+/_-]{16,}={0,2})",
          "([a-z0-9+/_-]{16,}={0,2})\\s{0,9}(?:\\||<<<)\\s{0,9}(?:\\S{0,20}/)?(?:base64\\s{1,9}-"
              + "(?:d|di|-decode)|openssl\\s.{0,40}-d)[^|;&]{0,60}\\|\\s{0,9}(?:\\S{0,20}/)?"
              + "(?:(?:ba|da|z|k|a)?sh|python3?|perl)\\b",
          "(?:exec|eval)\\s{0,9}\\(.{0,100}?b(?:ase)?64_?decode\\(\\s{0,9}b?"
              + "([a-z0-9+/_-]{16,}={0,2})");

  private static final List<Pattern> PATTERNS =
      DECODED.stream().map(regex -> Pattern.compile(regex, Pattern.CASE_INSENSITIVE)).toList();

  /** What they require, of a line in lower case. */
  private static final List<RegexSearch> REQUIRED =
      DECODED.stream().map(Pattern::compile).map(RegexSearch::of).toList();

  private Unreadable() {}

  /** Whether {@code bare}, a line without quotes, does so. */
  static boolean is(String bare) {
    int[] argument = argument(bare);
    if (argument != null && Base64Run.text(bare, argument[0], argument[1]) == null) {
      return true;
    }
    if (bare.indexOf('(') < 0 && bare.indexOf('|') < 0) {
      return false; // no call, no pipe
    }
    String lower = bare.toLowerCase(Locale.ROOT);
    for (int i = 0; i < PATTERNS.size(); i++) {
      if (REQUIRED.get(i).mayBeFoundIn(lower)) {
        Matcher matcher = PATTERNS.get(i).matcher(bare);
        if (matcher.find() && Base64Run.text(bare, matcher.start(1), matcher.end(1)) == null) {
          return true;
        }
      }
    }
    return false;
  }

  /** Start and end of the digits of {@link #ARGUMENT}; null if it is not found. */
  static int[] argument(String bare) {
    for (int i = 0; i + SHORTEST_CALL < bare.length(); i++) {
      char c = bare.charAt(i);
      if (c == 'p' || c == 'P') {
        for (String shell : SHELLS) {
          if (bare.regionMatches(true, i, shell, 0, shell.length())) {
            int[] argument = argumentBehind(bare, i + shell.length());
            if (argument != null) {
              return argument;
            }
          }
        }
      }
    }
    return null;
  }

  private static int[] argumentBehind(String bare, int shell) {
    int blank = bare.regionMatches(true, shell, ".exe", 0, 4) ? shell + 4 : shell;
    if (blank >= bare.length() || !isBlank(bare.charAt(blank))) {
      return null;
    }
    int last = Math.min(bare.length() - SHORTEST_OPTION, blank + 1 + LONGEST_BEFORE);
    for (int i = blank + 1; i <= last && (i == blank + 1 || bare.charAt(i - 1) != '\n'); i++) {
      char c = bare.charAt(i);
      if ((c == '-' || c == '/') && (bare.charAt(i + 1) | 0x20) == 'e') {
        int[] digits = digitsOf(bare, i + 1);
        if (digits != null) {
          return digits;
        }
      }
    }
    return null;
  }

  /**
   * Start and end of the digits behind the name of the option at {@code name}; null if there are
   * none.
   */
  private static int[] digitsOf(String bare, int name) {
    int end = name;
    while (end < bare.length() && end < name + LONGEST_OPTION && isLetter(bare.charAt(end))) {
      end++;
    }
    int start = end;
    while (start < bare.length()
        && start < end + MOST_BETWEEN
        && (bare.charAt(start) == ':' || isBlank(bare.charAt(start)))) {
      start++;
    }
    int close = start;
    while (close < bare.length() && Base64Run.isDigit(bare.charAt(close))) {
      close++;
    }
    if (start == end || close - start < FEWEST_DIGITS) {
      return null;
    }
    String option = bare.substring(name, end).toLowerCase(Locale.ROOT);
    boolean encoded =
        option.equals("ec")
            || ENCODED_COMMAND.startsWith(option)
            || option.startsWith(ENCODED_COMMAND);
    return encoded ? new int[] {start, close} : null;
  }

  private static boolean isLetter(char c) {
    return Characters.isLower(c) || Characters.isUpper(c);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
  }
}
