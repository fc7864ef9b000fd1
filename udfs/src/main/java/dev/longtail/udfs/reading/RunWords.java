package dev.longtail.udfs.reading;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The words of a line that can be run: without those of commands that only look for words. What is
 * in quotes stays together; a command with a command within, or whose output goes to an
 * interpreter, keeps its words.
 */
final class RunWords {
  /** Words before a program that do not change what it does. */
  private static final Set<String> PREFIXES =
      Set.of(
          "sudo", "doas", "time", "nice", "nohup", "env", "command", "ionice", "stdbuf", "busybox");

  private static final Set<String> INTERPRETERS =
      Set.of(
          "sh",
          "bash",
          "dash",
          "zsh",
          "ksh",
          "ash",
          "fish",
          "python",
          "python2",
          "python3",
          "perl",
          "ruby",
          "php",
          "node",
          "xargs",
          "parallel",
          "iex",
          "invoke-expression",
          "cmd",
          "powershell",
          "pwsh",
          "source",
          "eval",
          "tclsh",
          "lua");

  private static final Pattern BLANKS = Pattern.compile("\\s+");

  /** Of more words, the last ones are one. */
  private static final int LIMIT = 60;

  private static final char LAST_PLAIN = 0x7e;

  /**
   * One command.
   *
   * @param program its first word, in lower case and without its folder; null if there is none
   */
  private record Command(int from, int to, String program, boolean piped) {}

  private final LookingPrograms looking;

  RunWords(LookingPrograms looking) {
    this.looking = looking;
  }

  /** {@code text} without the words of commands that only look; the text itself if none do. */
  String of(String text) {
    List<Command> commands = commands(text);
    boolean[] feeds = null;
    StringBuilder kept = null;
    int from = 0;
    for (int i = 0; i < commands.size(); i++) {
      Command command = commands.get(i);
      if (!looking.has(command.program()) || !onlyLooks(command, text)) {
        continue;
      }
      feeds = feeds == null ? feedsAnInterpreter(commands) : feeds;
      if (!feeds[i]) {
        kept = kept == null ? new StringBuilder(text.length()) : kept;
        kept.append(text, from, command.from()).append(' ').append(command.program());
        from = command.to();
      }
    }
    return kept == null ? text : kept.append(text, from, text.length()).toString();
  }

  private boolean onlyLooks(Command command, String text) {
    String own = text.substring(command.from(), command.to());
    return looking.onlyLooks(words(own))
        && !own.contains("$(")
        && own.indexOf('`') < 0
        && !own.contains("<(");
  }

  /** For each command, whether its output reaches an interpreter through pipes. */
  private static boolean[] feedsAnInterpreter(List<Command> commands) {
    boolean[] feeds = new boolean[commands.size()];
    for (int i = commands.size() - 2; i >= 0; i--) {
      String next = commands.get(i + 1).program();
      feeds[i] =
          commands.get(i).piped() && (next == null || INTERPRETERS.contains(next) || feeds[i + 1]);
    }
    return feeds;
  }

  private static List<Command> commands(String text) {
    List<Command> commands = new ArrayList<>(4);
    char quote = 0;
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == ';' || c == '&' || c == '|' || c == '\n') {
        boolean pipe =
            c == '|'
                && (i + 1 >= text.length() || text.charAt(i + 1) != '|')
                && (i == 0 || text.charAt(i - 1) != '|');
        add(text, from, i, pipe, commands);
        from = i + 1;
      }
    }
    add(text, from, text.length(), false, commands);
    return commands;
  }

  private static void add(String text, int from, int to, boolean piped, List<Command> commands) {
    if (to > from) {
      commands.add(new Command(from, to, program(text, from, to), piped));
    }
  }

  /** The first of the {@link #words} of {@code text[from, to)}; null if there are none. */
  private static String program(String text, int from, int to) {
    int at = from;
    for (int i = 0; i < LIMIT - 1; i++) {
      while (at < to && isBlank(text.charAt(at))) {
        at++;
      }
      int end = at;
      while (end < to && text.charAt(end) > ' ' && text.charAt(end) <= LAST_PLAIN) {
        end++;
      }
      if (end < to && !isBlank(text.charAt(end))) {
        break;
      }
      String word = text.substring(at, end).toLowerCase(Locale.ROOT);
      if (!isBeforeProgram(word)) {
        return program(word);
      }
      if (end == to) {
        return null;
      }
      at = end;
    }
    List<String> words = words(text.substring(from, to));
    return words.isEmpty() ? null : words.get(0);
  }

  /** The words of a command in lower case, from its program on, which is without its folder. */
  private static List<String> words(String command) {
    List<String> words = new ArrayList<>();
    for (String word : BLANKS.split(command.strip().toLowerCase(Locale.ROOT), LIMIT)) {
      boolean first = words.isEmpty();
      if (!first || !isBeforeProgram(word)) {
        words.add(first ? program(word) : word);
      }
    }
    return words;
  }

  private static boolean isBeforeProgram(String word) {
    return word.isEmpty()
        || PREFIXES.contains(word)
        || word.startsWith("(")
        || (word.indexOf('=') > 0 && word.indexOf('/') < 0);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  private static String program(String word) {
    String bare = word.replace("\"", "").replace("'", "");
    String name = bare.substring(Math.max(bare.lastIndexOf('/'), bare.lastIndexOf('\\')) + 1);
    return name.endsWith(".exe") ? name.substring(0, name.length() - 4) : name;
  }
}
