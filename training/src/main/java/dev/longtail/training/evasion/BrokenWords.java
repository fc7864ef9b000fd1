package dev.longtail.training.evasion;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Signs inside words that the shell drops again: {@code ''}, {@code ""} and the backslash of POSIX
 * shells, cmd's caret, PowerShell's backtick. What is run stays the same, letter by letter.
 */
final class BrokenWords {
  private static final int SHORTEST = 3;

  /** A backtick before one of these letters is no plain letter in PowerShell. */
  private static final String POWERSHELL_ESCAPES = "0abefnrtuvx";

  private BrokenWords() {}

  static String in(String line, Shell shell, SplittableRandom random) {
    if (shell == Shell.POSIX && (line.contains("<<") || line.contains("(("))) {
      return line; // a here-document or arithmetic: quotes are text there
    }
    StringBuilder text = new StringBuilder();
    int copied = 0;
    for (PlainWords.Word word : PlainWords.of(line, shell)) {
      if (shell == Shell.POWERSHELL && !word.isCommand()) {
        continue;
      }
      List<Integer> places = places(line, word, shell);
      if (places.isEmpty()) {
        continue;
      }
      int place = places.get(random.nextInt(places.size()));
      text.append(line, copied, place).append(sign(line, word, shell, random));
      copied = place;
    }
    return text.append(line, copied, line.length()).toString();
  }

  /** Where a sign may stand: between two letters of the word. */
  private static List<Integer> places(String line, PlainWords.Word word, Shell shell) {
    List<Integer> places = new ArrayList<>();
    if (word.end() - word.start() < SHORTEST) {
      return places;
    }
    for (int i = word.start() + 1; i < word.end(); i++) {
      boolean between = isLetter(line.charAt(i - 1)) && isLetter(line.charAt(i));
      boolean escapes =
          shell == Shell.POWERSHELL
              && POWERSHELL_ESCAPES.indexOf(Character.toLowerCase(line.charAt(i))) >= 0;
      if (between && !escapes) {
        places.add(i);
      }
    }
    return places;
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static String sign(
      String line, PlainWords.Word word, Shell shell, SplittableRandom random) {
    return switch (shell) {
      case POSIX -> List.of("''", "\"\"", "\\").get(random.nextInt(3));
      // Quotes in the name of a command of cmd itself, or in its arguments, may be text to it.
      case CMD ->
          word.isCommand() && RenamedTool.isFile(word.in(line), shell) && random.nextBoolean()
              ? "\"\""
              : "^";
      case POWERSHELL -> "`";
    };
  }
}
