package dev.longtail.training.evasion;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The words of a line that stand outside quotes and hold nothing that a shell would expand:
 * letters, digits and the signs of paths. Only these are rewritten, so that what a shell makes of
 * the line does not change.
 */
final class PlainWords {
  /**
   * A word.
   *
   * @param start where it begins
   * @param end behind its last character
   * @param isCommand whether it is what is run
   */
  record Word(int start, int end, boolean isCommand) {
    String in(String line) {
      return line.substring(start, end);
    }
  }

  /** Behind these, the next word is run too. */
  private static final Set<String> TRANSPARENT =
      Set.of(
          "sudo", "nohup", "exec", "time", "if", "then", "else", "elif", "while", "until", "do",
          "call", "{");

  /** Words of the shell's grammar; broken up or renamed they would be others. */
  private static final Set<String> KEYWORDS =
      Set.of(
          "if",
          "then",
          "else",
          "elif",
          "fi",
          "for",
          "foreach",
          "while",
          "until",
          "do",
          "done",
          "in",
          "case",
          "esac",
          "select",
          "function",
          "time",
          "coproc",
          "not",
          "exist",
          "defined",
          "errorlevel",
          "rem",
          "goto",
          "param",
          "try",
          "catch",
          "finally",
          "throw",
          "trap",
          "return",
          "switch",
          "begin",
          "process",
          "end",
          "filter",
          "class",
          "enum",
          "using",
          "elseif",
          "break",
          "continue",
          "exit",
          "data",
          "workflow",
          "parallel",
          "sequence");

  /** Behind these stands a name, not text. */
  private static final Set<String> BEFORE_NAME =
      Set.of("for", "foreach", "select", "function", "filter", "class", "enum", "goto", "case");

  private final String line;
  private final Shell shell;
  private final List<Word> words = new ArrayList<>();
  private boolean commandFollows = true;
  private boolean nameFollows;

  private PlainWords(String line, Shell shell) {
    this.line = line;
    this.shell = shell;
  }

  static List<Word> of(String line, Shell shell) {
    PlainWords words = new PlainWords(line, shell);
    words.scan();
    return words.words;
  }

  static boolean isKeyword(String word) {
    return KEYWORDS.contains(word.toLowerCase(Locale.ROOT));
  }

  private void scan() {
    int at = 0;
    while (at < line.length()) {
      char c = line.charAt(at);
      if (isSeparator(c)) {
        commandFollows = c != ')' && c != '}';
        nameFollows = false;
        at++;
      } else if (c == '<' || c == '>') {
        commandFollows = false;
        at++;
      } else if (Character.isWhitespace(c)) {
        at++;
      } else {
        int end = wordEnd(at);
        word(at, end);
        at = end;
      }
    }
  }

  /** Braces group commands in PowerShell; elsewhere they stand in words, or are words. */
  private boolean isSeparator(char c) {
    return ";|&\n\r()".indexOf(c) >= 0 || (shell == Shell.POWERSHELL && (c == '{' || c == '}'));
  }

  private void word(int start, int end) {
    String text = line.substring(start, end);
    boolean command = commandFollows;
    boolean keyword = command && isKeyword(text);
    boolean assignment = shell == Shell.POSIX && command && text.indexOf('=') > 0;
    if (isPlain(text) && !keyword && !nameFollows && !opensCall(end)) {
      words.add(new Word(start, end, command));
    }
    nameFollows = command && BEFORE_NAME.contains(text.toLowerCase(Locale.ROOT));
    commandFollows = assignment || (command && TRANSPARENT.contains(text.toLowerCase(Locale.ROOT)));
  }

  private boolean opensCall(int end) {
    return end < line.length() && (line.charAt(end) == '(' || line.charAt(end) == '{');
  }

  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || "._-/\\:+".indexOf(c) >= 0;
      if (!plain) {
        return false;
      }
    }
    return true;
  }

  /** The end of the word that begins at {@code at}; quotes and what they hold belong to it. */
  private int wordEnd(int at) {
    int i = at;
    while (i < line.length()) {
      char c = line.charAt(i);
      if (Character.isWhitespace(c) || isSeparator(c) || c == '<' || c == '>') {
        return Math.max(i, at + 1);
      }
      if (c == escape() && i + 1 < line.length()) {
        i += 2;
      } else if (c == '"' || (c == '\'' && shell != Shell.CMD)) {
        i = quoteEnd(i + 1, c);
      } else {
        i++;
      }
    }
    return line.length();
  }

  /** Behind the quote that closes; the end of the line if none does. */
  private int quoteEnd(int from, char quote) {
    for (int i = from; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quote == '"' && c == escape() && shell != Shell.CMD) {
        i++;
      } else if (c == quote) {
        return i + 1;
      }
    }
    return line.length();
  }

  private char escape() {
    return switch (shell) {
      case POSIX -> '\\';
      case CMD -> '^';
      case POWERSHELL -> '`';
    };
  }
}
