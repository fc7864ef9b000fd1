package dev.longtail.training.generate;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The executable of a command line, as far as the line itself tells it. */
final class Images {
  private static final String SYSTEM32 = "C:\\Windows\\System32\\";

  /** Programs that lines of several shapes call by their bare names. */
  private static final Map<String, String> WINDOWS_PROGRAMS =
      Map.ofEntries(
          Map.entry("powershell", SYSTEM32 + "WindowsPowerShell\\v1.0\\powershell.exe"),
          Map.entry("pwsh", "C:\\Program Files\\PowerShell\\7\\pwsh.exe"),
          Map.entry("wmic", SYSTEM32 + "wbem\\WMIC.exe"),
          Map.entry("cmd", SYSTEM32 + "cmd.exe"),
          Map.entry("explorer", "C:\\Windows\\explorer.exe"),
          Map.entry("git", "C:\\Program Files\\Git\\cmd\\git.exe"),
          Map.entry("python", "C:\\Program Files\\Python312\\python.exe"),
          Map.entry("java", "C:\\Program Files\\Java\\jdk-17\\bin\\java.exe"),
          Map.entry("choco", "C:\\ProgramData\\chocolatey\\bin\\choco.exe"),
          Map.entry("npm.cmd", SYSTEM32 + "cmd.exe"),
          Map.entry("dotnet", "C:\\Program Files\\dotnet\\dotnet.exe"),
          Map.entry(
              "installutil",
              "C:\\Windows\\Microsoft.NET\\Framework64\\v4.0.30319\\InstallUtil.exe"));

  private static final Set<String> CMD_BUILTINS =
      Set.of("copy", "start", "del", "dir", "echo", "set");
  private static final Set<String> SHELL_WORDS =
      Set.of(
          "cd", "for", "while", "echo", "eval", "export", "history", "unset", "printf", "exec",
          "umask", "source");
  private static final Set<String> SHELLS = Set.of("sh", "bash", "zsh", "dash");
  private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:\\\\");
  private static final Pattern QUOTED = Pattern.compile("'[^']*'|\"(?:[^\"\\\\]|\\\\.)*\"");
  private static final Pattern SHELL_SYNTAX = Pattern.compile("[|;<>()`]|&&|\\$\\(|&$");
  private static final Pattern CMD_SYNTAX = Pattern.compile("[|<>]|&&| & ");

  private Images() {}

  /** The executable, or empty if only the shape of the line tells it. */
  static Optional<String> of(String commandLine, Os os) {
    String word = firstWord(commandLine);
    if (os == Os.WINDOWS) {
      return windows(commandLine, word);
    }
    String bare = QUOTED.matcher(commandLine).replaceAll("''");
    boolean isShell = SHELLS.contains(program(word, os));
    if (!isShell && (SHELL_WORDS.contains(word) || SHELL_SYNTAX.matcher(bare).find())) {
      return Optional.of(os == Os.MACOS ? "/bin/zsh" : "/usr/bin/bash");
    }
    if (isShell) {
      return Optional.of("/bin/" + program(word, os));
    }
    // Sensors do not quote, so a blank in the name of a bundle ends the word too early.
    boolean isCutOff = word.startsWith("/Applications/") && !word.contains("/Contents/");
    return word.startsWith("/") && !isCutOff ? Optional.of(word) : Optional.empty();
  }

  private static Optional<String> windows(String commandLine, String word) {
    if (DRIVE.matcher(word).lookingAt()) {
      return Optional.of(word);
    }
    String program = program(word, Os.WINDOWS).toLowerCase(Locale.ROOT);
    String known = WINDOWS_PROGRAMS.get(program);
    if (known != null) {
      return Optional.of(known);
    }
    String bare = QUOTED.matcher(commandLine).replaceAll("''");
    boolean isForCmd = CMD_BUILTINS.contains(program) || CMD_SYNTAX.matcher(bare).find();
    return isForCmd ? Optional.of(SYSTEM32 + "cmd.exe") : Optional.empty();
  }

  /** Name of the program that a line calls, without path and {@code .exe}. */
  static String program(String commandLine, Os os) {
    String word = firstWord(commandLine);
    String name = word.substring(word.lastIndexOf(os.separator()) + 1);
    if (name.endsWith(":")) {
      // A daemon may set its own title: "nginx: worker process".
      return name.substring(0, name.length() - 1);
    }
    return name.toLowerCase(Locale.ROOT).endsWith(".exe")
        ? name.substring(0, name.length() - 4)
        : name;
  }

  private static String firstWord(String commandLine) {
    if (commandLine.startsWith("\"") && commandLine.indexOf('"', 1) > 0) {
      return commandLine.substring(1, commandLine.indexOf('"', 1));
    }
    int blank = commandLine.indexOf(' ');
    return blank < 0 ? commandLine : commandLine.substring(0, blank);
  }
}
