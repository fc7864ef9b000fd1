package dev.longtail.labeler.redaction;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * The words of a line that stand where a program is run: at its start, behind an operator of a
 * shell, behind a program that runs another, and behind an option that takes a command. Rather too
 * many: a word among them keeps its place before a judge.
 */
final class ProgramWords {
  private static final Pattern TOKEN = Pattern.compile("[;&|(){}`\\n\\r]|[\"']|[^\\s;&|(){}`\"']+");

  /** Programs and words of a shell, behind which comes a program. */
  private static final Set<String> RUNNERS =
      Set.of(
          "sudo",
          "doas",
          "start",
          "exec",
          "call",
          "nohup",
          "env",
          "xargs",
          "time",
          "timeout",
          "nice",
          "command",
          "do",
          "then",
          "else",
          "if",
          "while",
          "iex",
          "invoke-expression",
          "runas",
          "wsl",
          "busybox",
          "setsid",
          "stdbuf",
          "invoke-command");

  /** Options behind which comes a program. */
  private static final Set<String> OPTIONS =
      Set.of("/c", "/k", "/r", "/tr", "-c", "-k", "-command", "-exec", "-execdir", "-e", "--");

  private ProgramWords() {}

  /** They, in lower case, with and without {@code .exe}. */
  static Set<String> of(String line) {
    Set<String> words = new HashSet<>();
    boolean program = true;
    Matcher matcher = TOKEN.matcher(line);
    while (matcher.find()) {
      String token = matcher.group().toLowerCase(Locale.ROOT);
      if (token.length() == 1 && ";&|(){}`\n\r".contains(token)) {
        program = true;
      } else if (OPTIONS.contains(token)) {
        program = true;
      } else if (program && !isQuote(token) && !isOption(token) && token.indexOf('=') < 0) {
        String word =
            token.substring(Math.max(token.lastIndexOf('/'), token.lastIndexOf('\\')) + 1);
        String bare = word.endsWith(".exe") ? word.substring(0, word.length() - 4) : word;
        words.add(word);
        words.add(bare);
        program = RUNNERS.contains(bare);
      }
    }
    return words;
  }

  /** What stands behind a quote stands where the quote does. */
  private static boolean isQuote(String token) {
    return token.equals("\"") || token.equals("'");
  }

  private static boolean isOption(String token) {
    return token.startsWith("-") || (token.startsWith("/") && token.indexOf('/', 1) < 0);
  }
}
