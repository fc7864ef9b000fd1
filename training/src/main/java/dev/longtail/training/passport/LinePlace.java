package dev.longtail.training.passport;

import dev.longtail.udfs.template.Placeholder;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where in its line a volatile part stands. What may name a program, a script or an address may not
 * be open: an attacker would choose it.
 *
 * @param inProgram whether it is part of the name or path of a program
 * @param inOwnFolder whether that path lies in the home of a user or in a temporary folder
 * @param inUrl whether it is part of a URL
 * @param obeyed whether an interpreter, or a program that starts others or reaches out, is on the
 *     line
 */
record LinePlace(boolean inProgram, boolean inOwnFolder, boolean inUrl, boolean obeyed) {
  /** Programs whose arguments are programs, scripts, code or addresses. */
  private static final Set<String> OBEDIENT =
      Set.of(
          "sh",
          "bash",
          "dash",
          "ash",
          "zsh",
          "ksh",
          "csh",
          "tcsh",
          "fish",
          "busybox",
          "python",
          "perl",
          "ruby",
          "node",
          "nodejs",
          "php",
          "lua",
          "tclsh",
          "java",
          "osascript",
          "awk",
          "gawk",
          "mawk",
          "env",
          "sudo",
          "doas",
          "su",
          "xargs",
          "nohup",
          "setsid",
          "timeout",
          "nice",
          "watch",
          "eval",
          "exec",
          "source",
          "ssh",
          "docker",
          "podman",
          "kubectl",
          "nsenter",
          "chroot",
          "crontab",
          "at",
          "systemd-run",
          "cmd",
          "powershell",
          "pwsh",
          "iex",
          "wscript",
          "cscript",
          "mshta",
          "rundll32",
          "regsvr32",
          "regasm",
          "regsvcs",
          "installutil",
          "msbuild",
          "msiexec",
          "wmic",
          "forfiles",
          "pcalua",
          "schtasks",
          "sc",
          "psexec",
          "start",
          "start-process",
          "call",
          "bitsadmin",
          "certutil",
          "invoke-expression",
          "invoke-command",
          "curl",
          "wget",
          "nc",
          "ncat",
          "netcat",
          "socat",
          "telnet",
          "scp",
          "sftp",
          "ftp",
          "tftp",
          "rsync",
          "nslookup",
          "dig",
          "host",
          "ping",
          "openssl",
          "git",
          "pip",
          "pip3",
          "npm",
          "npx",
          "gem",
          "go",
          "cargo",
          "net",
          "netsh",
          "aws",
          "az",
          "gcloud",
          "gsutil",
          "rclone",
          "iwr",
          "irm",
          "invoke-webrequest",
          "invoke-restmethod",
          "start-bitstransfer",
          "new-object");

  /** A word that is no folder of a path and no flag. */
  private static final Pattern WORD =
      Pattern.compile("(?<![A-Za-z0-9._-])[A-Za-z][A-Za-z0-9._-]*+(?![/\\\\])");

  private static final Pattern VERSION = Pattern.compile("(\\.exe)?$|[0-9.]+$");
  private static final Pattern COMMAND_START =
      Pattern.compile(
          "(?:^|[;|&\\n(`{]|\\$\\()\\s*(?:[A-Za-z_]\\w*=\\S*\\s+)*[\"'&]*([^\\s\"']*)$");

  /** The place behind {@code before} in the line {@code line}. */
  static LinePlace of(String line, String before, Set<Placeholder> kinds) {
    boolean program = COMMAND_START.matcher(before).find();
    int start = before.length();
    while (start > 0 && " \t\"'".indexOf(before.charAt(start - 1)) < 0) {
      start--;
    }
    return new LinePlace(
        program,
        kinds.contains(Placeholder.TMP) || kinds.contains(Placeholder.USER),
        before.substring(start).contains("://"),
        obeys(line));
  }

  private static boolean obeys(String line) {
    Matcher word = WORD.matcher(line);
    while (word.find()) {
      String name = word.group().toLowerCase(Locale.ROOT);
      if (OBEDIENT.contains(name) || OBEDIENT.contains(VERSION.matcher(name).replaceFirst(""))) {
        return true;
      }
    }
    return false;
  }

  /** Whether values that nobody judged may stand here. */
  boolean mayBeOpen(Placeholder kind) {
    return switch (kind) {
      case NUM, TIME -> !inUrl && !(inProgram && inOwnFolder);
      case GUID, HASH, MAC -> !inUrl && !inProgram;
      case ID, USER, TMP -> !inUrl && !inProgram && !obeyed;
      case IP, B64, HEX, ESC, LIST -> false;
    };
  }
}
