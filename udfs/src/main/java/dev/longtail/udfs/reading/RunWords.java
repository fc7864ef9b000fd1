package dev.longtail.udfs.reading;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

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

  private record Command(int from, int to, List<String> words, boolean piped) {}

  private final LookingPrograms looking;

  RunWords(LookingPrograms looking) {
    this.looking = looking;
  }

  /** {@code text} without the words of commands that only look; the text itself if none do. */
  String of(String text) {
    List<Command> commands = commands(text);
    boolean[] feeds = feedsAnInterpreter(commands);
    StringBuilder kept = null;
    int from = 0;
    for (int i = 0; i < commands.size(); i++) {
      Command command = commands.get(i);
      if (!feeds[i] && onlyLooks(command, text)) {
        kept = kept == null ? new StringBuilder() : kept;
        kept.append(text, from, command.from()).append(' ').append(command.words().get(0));
        from = command.to();
      }
    }
    return kept == null ? text : kept.append(text.substring(from)).toString();
  }

  private boolean onlyLooks(Command command, String text) {
    if (command.words().isEmpty() || !looking.onlyLooks(command.words())) {
      return false;
    }
    String own = text.substring(command.from(), command.to());
    return !own.contains("$(") && own.indexOf('`') < 0 && !own.contains("<(");
  }

  /** For each command, whether its output reaches an interpreter through pipes. */
  private static boolean[] feedsAnInterpreter(List<Command> commands) {
    boolean[] feeds = new boolean[commands.size()];
    for (int i = commands.size() - 2; i >= 0; i--) {
      List<String> next = commands.get(i + 1).words();
      feeds[i] =
          commands.get(i).piped()
              && (next.isEmpty() || INTERPRETERS.contains(next.get(0)) || feeds[i + 1]);
    }
    return feeds;
  }

  private static List<Command> commands(String text) {
    List<Command> commands = new ArrayList<>();
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
    List<String> words = new ArrayList<>();
    for (String word :
        text.substring(from, to).strip().toLowerCase(Locale.ROOT).split("\\s+", 60)) {
      boolean first = words.isEmpty();
      if (first && (word.isEmpty() || PREFIXES.contains(word) || word.startsWith("("))) {
        continue;
      }
      if (first && word.indexOf('=') > 0 && word.indexOf('/') < 0) {
        continue;
      }
      words.add(first ? program(word) : word);
    }
    if (to > from) {
      commands.add(new Command(from, to, words, piped));
    }
  }

  private static String program(String word) {
    String bare = word.replace("\"", "").replace("'", "");
    String name = bare.substring(Math.max(bare.lastIndexOf('/'), bare.lastIndexOf('\\')) + 1);
    return name.endsWith(".exe") ? name.substring(0, name.length() - 4) : name;
  }
}
