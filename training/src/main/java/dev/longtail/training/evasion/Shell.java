package dev.longtail.training.evasion;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The command interpreter that a line is written for, as far as the line and its system say. */
enum Shell {
  POSIX,
  CMD,
  POWERSHELL;

  private static final Set<String> WINDOWS = Set.of("windows", "win");

  /** A cmdlet at the beginning or behind a pipe, a variable or a type at the beginning. */
  private static final Pattern POWERSHELL_LINE =
      Pattern.compile(
          "^\\s*(?:\\$\\w|\\[[A-Za-z.]+\\]|&\\s*[({'\"]|(?:[A-Za-z]{2,12}-[A-Z][A-Za-z]+|iex|iwr)\\b)"
              + "|\\|\\s*(?:[A-Z][a-z]+-[A-Z][A-Za-z]+|iex|%\\s*\\{)");

  private static final Pattern WINDOWS_LINE = Pattern.compile("(?i)\\b[a-z]:\\\\|\\.exe\\b|%\\w+%");

  static Shell of(String os, String line) {
    boolean known = !os.isBlank();
    boolean windows =
        known ? WINDOWS.contains(os.toLowerCase(Locale.ROOT)) : WINDOWS_LINE.matcher(line).find();
    if ((windows || !known) && POWERSHELL_LINE.matcher(line).find()) {
      return POWERSHELL;
    }
    return windows ? CMD : POSIX;
  }
}
