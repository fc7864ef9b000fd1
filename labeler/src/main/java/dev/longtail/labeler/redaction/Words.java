package dev.longtail.labeler.redaction;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The commands of a line and their words, as positions in the line. It reads what sh, cmd and
 * PowerShell have in common: quotes, blanks, {@code ; & |}, line ends and parentheses. Text in
 * quotes is read again as a line of its own, because {@code cmd /c "…"} and {@code sh -c '…'} run
 * it.
 *
 * <p>Every character is read at most once for each level of quotes.
 *
 * <p>Two others split lines for other ends. {@code RunWords} of {@code udfs.reading} leaves quotes
 * closed, because it cuts whole commands out of a line. {@code CommandParts} of the rules server
 * gives words without quotes and redirections, because it looks them up in lists.
 */
final class Words {
  /** Levels of quotes that are followed. */
  private static final int MAX_DEPTH = 3;

  /**
   * A word.
   *
   * @param start where it begins, its quote included
   * @param end where it ends, its quote included
   */
  record Word(int start, int end) {}

  /** A command: its words, and the command whose output it reads. */
  static final class Command {
    private final List<Word> words = new ArrayList<>();
    private final Command pipedFrom;

    /** The command in parentheses that stands behind a word, by the word's number. */
    private final List<Command> groups = new ArrayList<>();

    private Command(Command pipedFrom) {
      this.pipedFrom = pipedFrom;
    }

    List<Word> words() {
      return words;
    }

    /** The command before the pipe, or null. */
    Command pipedFrom() {
      return pipedFrom;
    }

    /** The command in parentheses that stands directly behind word {@code i}, or null. */
    Command groupBehind(int i) {
      return i < groups.size() ? groups.get(i) : null;
    }

    private void group(Command inner) {
      while (groups.size() < words.size() - 1) {
        groups.add(null);
      }
      if (groups.size() == words.size() - 1) {
        groups.add(inner);
      }
    }
  }

  private final String text;
  private final boolean grouping;
  private final Work work;
  private final List<Command> commands = new ArrayList<>();

  private Words(String text, boolean grouping, Work work) {
    this.text = text;
    this.grouping = grouping;
    this.work = work;
  }

  /**
   * The commands of {@code text}, those in quotes included.
   *
   * @param grouping false: a parenthesis is a character as any other
   */
  static List<Command> of(String text, boolean grouping, Work work) {
    Words words = new Words(text, grouping, work);
    words.split(0, text.length(), 0);
    return words.commands;
  }

  private void split(int from, int to, int depth) {
    work.add(to - from);
    int lastDouble = last('"', from, to);
    int lastSingle = last('\'', from, to);
    Deque<Command> outer = new ArrayDeque<>();
    Command command = open(null);
    int start = -1;
    int i = from;
    while (i < to) {
      char c = text.charAt(i);
      if (isQuote(c) && i < (c == '"' ? lastDouble : lastSingle)) {
        boolean escaped = c == '"' && i > from && text.charAt(i - 1) == '\\';
        int close = escaped ? escapedClose(i, to) : close(i, c == '"' ? lastDouble : lastSingle);
        if (close > 0) {
          if (start < 0) {
            start = i;
          }
          if (depth < MAX_DEPTH - 1) {
            nested(i + 1, escaped ? close - 1 : close, depth);
          }
          i = close + 1;
          continue;
        }
      }
      if (c == '<' && text.startsWith("<<<", i) && i + 3 <= to) {
        finish(command, start, i);
        command.words.add(new Word(i, i + 3));
        start = -1;
        i += 3;
      } else if (Character.isWhitespace(c) && c != '\n') {
        finish(command, start, i);
        start = -1;
        i++;
      } else if (isOperator(c) && (grouping || !isGlued(start, i, to))) {
        finish(command, start, i);
        start = -1;
        boolean pipe = c == '|' && !next(i, to, '|') && !(i > from && text.charAt(i - 1) == '|');
        command = open(pipe ? command : null);
        i++;
      } else if (grouping && c == '(' && opensGroup(start, i)) {
        finish(command, start, i);
        start = -1;
        outer.push(command);
        Command inner = open(null);
        command.group(inner);
        command = inner;
        i++;
      } else if (grouping && c == ')' && !outer.isEmpty()) {
        finish(command, start, i);
        start = -1;
        command = outer.pop();
        i++;
      } else {
        if (start < 0) {
          start = i;
        }
        i++;
      }
    }
    finish(command, start, to);
  }

  private static boolean isOperator(char c) {
    return c == ';' || c == '&' || c == '|' || c == '\n';
  }

  /** Between two characters of a word: Windows starts programs without a shell. */
  private boolean isGlued(int start, int i, int to) {
    return start >= 0
        && i + 1 < to
        && text.charAt(i) != '\n'
        && Character.isLetterOrDigit(text.charAt(i + 1));
  }

  private boolean next(int i, int to, char c) {
    return i + 1 < to && text.charAt(i + 1) == c;
  }

  /** A parenthesis in the middle of a word is part of a password, or of a call. */
  private boolean opensGroup(int start, int i) {
    if (start < 0) {
      return true;
    }
    char before = text.charAt(i - 1);
    return before == '$' || before == '@' || before == '<' || before == '=' || before == ',';
  }

  private Command open(Command pipedFrom) {
    Command command = new Command(pipedFrom);
    commands.add(command);
    return command;
  }

  private static void finish(Command command, int start, int end) {
    if (start >= 0 && end > start) {
      command.words.add(new Word(start, end));
    }
  }

  private void nested(int from, int to, int depth) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) == ' ' || text.charAt(i) == '=') {
        split(from, to, depth + 1);
        return;
      }
    }
  }

  private static boolean isQuote(char c) {
    return c == '"' || c == '\'';
  }

  private int last(char c, int from, int to) {
    int i = to - 1;
    while (i >= from && text.charAt(i) != c) {
      i--;
    }
    return i;
  }

  /** Where the quote at {@code open} is closed; {@code last} is the last quote of its kind. */
  private int close(int open, int last) {
    char quote = text.charAt(open);
    int i = open + 1;
    while (i <= last) {
      char c = text.charAt(i);
      if (c == '\\' && quote == '"' && i + 1 < last && text.charAt(i + 1) == '"') {
        i += 2;
      } else if (c == quote) {
        return i;
      } else {
        i++;
      }
    }
    return -1;
  }

  /** Where a quote that is written {@code \"} is closed by another: -1 if it is not. */
  private int escapedClose(int open, int to) {
    int end = Math.min(to, open + 512);
    for (int i = open + 1; i + 1 < end; i++) {
      if (text.charAt(i) == '\\' && text.charAt(i + 1) == '"') {
        return i + 1;
      }
    }
    return -1;
  }
}
