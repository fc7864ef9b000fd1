package dev.longtail.labeler.demo;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a command line into its simple commands, and each command into words. It follows roughly
 * what sh, cmd and PowerShell have in common. Quotes hold words together. {@code ;}, {@code &},
 * {@code &&}, {@code |}, {@code ||} and line ends part commands. Redirections are left out.
 *
 * <p>It is no parser of a shell: a substitution stays whole inside its word, for {@link
 * Substitutions} to read; other nested parts stay inside their words, and callers treat such words
 * as unknown.
 */
final class CommandParts {
  private final List<List<String>> commands = new ArrayList<>();
  private List<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private boolean inWord;

  private CommandParts() {}

  /** The words of each simple command of {@code line}; empty commands are left out. */
  static List<List<String>> of(String line) {
    CommandParts parts = new CommandParts();
    parts.split(line);
    return parts.commands;
  }

  private void split(String line) {
    char quote = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '"' || c == '\'') {
        quote = c;
        inWord = true;
      } else if (Substitutions.begins(line, i) && Substitutions.end(line, i + 1) > 0) {
        int end = Substitutions.end(line, i + 1);
        word.append(line, i, end + 1);
        inWord = true;
        i = end;
      } else if (isRedirection(line, i)) {
        word.append(c);
        inWord = true;
      } else if (c == ';' || c == '&' || c == '|' || c == '\n') {
        endCommand();
      } else if (Character.isWhitespace(c)) {
        endWord();
      } else {
        word.append(c);
        inWord = true;
      }
    }
    endCommand();
  }

  /** The ampersand in {@code 2>&1} and {@code &>} is no separator. */
  private static boolean isRedirection(String line, int i) {
    return line.charAt(i) == '&'
        && ((i > 0 && line.charAt(i - 1) == '>')
            || (i + 1 < line.length() && line.charAt(i + 1) == '>'));
  }

  private void endWord() {
    if (inWord) {
      words.add(word.toString());
    }
    word.setLength(0);
    inWord = false;
  }

  private void endCommand() {
    endWord();
    List<String> kept = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      String next = words.get(i);
      if (next.matches("(?:[0-9]|&)?(?:>>?|<)")) {
        i++; // the file stands alone
      } else if (!next.matches("(?:[0-9]|&)?(?:>>?|<)[^>(].*")) {
        kept.add(next);
      }
    }
    if (!kept.isEmpty()) {
      commands.add(kept);
    }
    words = new ArrayList<>();
  }
}
