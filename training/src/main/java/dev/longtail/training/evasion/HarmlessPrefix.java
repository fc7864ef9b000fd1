package dev.longtail.training.evasion;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Harmless commands before an attack, on the same line. They succeed wherever a shell runs, change
 * neither the folder nor what the attack reads, and print at most a few lines.
 */
final class HarmlessPrefix {
  private static final List<String> POSIX =
      List.of(
          "true",
          "date",
          "pwd",
          "echo ok",
          "echo done",
          "uname -s",
          "umask 022",
          "printf ok",
          "test -d /tmp",
          "export LANG=C",
          "date +%F",
          "echo start build",
          "sleep 1",
          "ls -d /usr",
          "basename /opt/app",
          "expr 1 + 1");

  private static final List<String> CMD =
      List.of(
          "ver",
          "echo ok",
          "echo done",
          "set STEP=1",
          "set LANG=en",
          "date /t",
          "time /t",
          "title build",
          "echo start build",
          "vol",
          "dir /b",
          "cd");

  private static final List<String> POWERSHELL =
      List.of(
          "Get-Date",
          "Get-Location",
          "Write-Output ok",
          "Write-Host done",
          "$step = 1",
          "Start-Sleep 1",
          "Get-Host",
          "$PSVersionTable",
          "Get-Culture",
          "Test-Path .",
          "Write-Output 'start build'",
          "Get-TimeZone");

  private HarmlessPrefix() {}

  /** At least {@code length} harmless characters, then {@code line}. */
  static String before(String line, Shell shell, int length, SplittableRandom random) {
    List<String> commands = commands(shell);
    List<String> joints = joints(shell);
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      text.append(commands.get(random.nextInt(commands.size())));
      text.append(joints.get(random.nextInt(joints.size())));
    }
    return text.append(line).toString();
  }

  private static List<String> commands(Shell shell) {
    return switch (shell) {
      case POSIX -> POSIX;
      case CMD -> CMD;
      case POWERSHELL -> POWERSHELL;
    };
  }

  /** What joins commands; Windows PowerShell knows no {@code &&}, cmd neither ; nor newline. */
  private static List<String> joints(Shell shell) {
    return switch (shell) {
      case POSIX -> List.of("; ", " && ", "\n");
      case CMD -> List.of(" && ", " & ");
      case POWERSHELL -> List.of("; ", "\n");
    };
  }
}
