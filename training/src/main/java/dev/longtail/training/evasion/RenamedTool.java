package dev.longtail.training.evasion;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Programs under another name, as after a copy: {@code certutil.exe} becomes {@code cfgtool41.exe},
 * in its folder and with its extension. A shell's own commands, cmdlets, and programs that look at
 * their own name or need the set-user-id bit keep theirs.
 */
final class RenamedTool {
  private static final List<String> NAMES =
      List.of("svcupd", "hostrun", "appsync", "netmon", "diskchk", "logsvc", "cfgtool", "jobwrk");

  /** No files, or not the same after a copy. */
  private static final Set<String> BUILT_IN =
      Set.of(
          "cd",
          "echo",
          "export",
          "set",
          "unset",
          "eval",
          "exec",
          "source",
          "read",
          "alias",
          "unalias",
          "trap",
          "umask",
          "wait",
          "jobs",
          "bg",
          "fg",
          "shift",
          "local",
          "declare",
          "typeset",
          "readonly",
          "printf",
          "test",
          "true",
          "false",
          "type",
          "command",
          "builtin",
          "ulimit",
          "history",
          "pushd",
          "popd",
          "let",
          "sudo",
          "su",
          "doas",
          "pkexec",
          "busybox",
          "passwd",
          "dir",
          "copy",
          "move",
          "del",
          "erase",
          "ren",
          "rename",
          "md",
          "mkdir",
          "rd",
          "rmdir",
          "cls",
          "ver",
          "vol",
          "start",
          "call",
          "assoc",
          "ftype",
          "path",
          "pause",
          "prompt",
          "title",
          "verify",
          "setlocal",
          "endlocal",
          "mklink",
          "color",
          "date",
          "time",
          "iex",
          "iwr",
          "irm",
          "ls",
          "cat",
          "cp",
          "mv",
          "rm",
          "kill",
          "ps",
          "pwd",
          "curl",
          "wget",
          "sc",
          "gc",
          "gci",
          "gwmi",
          "icm",
          "sal",
          "sleep",
          "tee",
          "where",
          "select",
          "sort");

  /** Of these, PowerShell alone has aliases or cmd commands; elsewhere they are files. */
  private static final Set<String> FILES_ON_POSIX =
      Set.of(
          "dir", "mkdir", "rmdir", "date", "ls", "cat", "cp", "mv", "rm", "ps", "curl", "wget",
          "sc", "gc", "sleep", "tee", "where", "sort", "del", "copy", "move", "ren", "rename",
          "start", "path", "color", "vol", "ver", "icm", "sal", "rd", "md");

  private static final Set<String> FILES_ON_CMD =
      Set.of("curl", "wget", "sc", "sort", "where", "ls", "cat", "ps", "kill", "sleep", "tee");

  private RenamedTool() {}

  /** Lines in which a word in front may be a name, a pattern or an item of a list. */
  private static boolean isUnclear(String line, Shell shell) {
    return switch (shell) {
      case POSIX -> line.contains("esac") || line.contains("()") || line.contains("alias ");
      case CMD -> line.toLowerCase(Locale.ROOT).contains(" in (");
      case POWERSHELL -> line.toLowerCase(Locale.ROOT).contains("function ");
    };
  }

  static String in(String line, Shell shell, SplittableRandom random) {
    if (isUnclear(line, shell)) {
      return line;
    }
    Map<String, String> names = new HashMap<>();
    StringBuilder text = new StringBuilder(line);
    int shift = 0;
    for (PlainWords.Word word : PlainWords.of(line, shell)) {
      if (!word.isCommand()) {
        continue;
      }
      String old = word.in(line);
      int from = Math.max(old.lastIndexOf('/'), old.lastIndexOf('\\')) + 1;
      int dot = old.indexOf('.', from);
      int to = dot < 0 ? old.length() : dot;
      String tool = old.substring(from, to);
      if (!isFile(tool, shell)) {
        continue;
      }
      String name = names.computeIfAbsent(tool.toLowerCase(Locale.ROOT), t -> name(random));
      text.replace(word.start() + shift + from, word.start() + shift + to, name);
      shift += name.length() - tool.length();
    }
    return text.toString();
  }

  private static String name(SplittableRandom random) {
    return NAMES.get(random.nextInt(NAMES.size())) + (10 + random.nextInt(90));
  }

  /** Whether {@code tool} is a program in a file, which can be copied under another name. */
  static boolean isFile(String tool, Shell shell) {
    String name = tool.toLowerCase(Locale.ROOT);
    if (name.length() < 2 || name.startsWith("-") || !Character.isLetter(name.charAt(0))) {
      return false;
    }
    if (shell == Shell.POWERSHELL && name.indexOf('-') > 0) {
      return false;
    }
    return !BUILT_IN.contains(name)
        || (shell == Shell.POSIX && FILES_ON_POSIX.contains(name))
        || (shell == Shell.CMD && FILES_ON_CMD.contains(name));
  }
}
