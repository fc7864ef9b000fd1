package dev.longtail.labeler.demo;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the script that management tools hand to PowerShell in base64. Only the option's full name
 * and {@code -Enc} are read: shorter forms are how attackers write it, and stay doubtful.
 */
final class EncodedScript {
  private static final Pattern OPTION =
      Pattern.compile(
          "(?i)\\b(?:powershell|pwsh)(?:\\.exe)?\"?\\s(?:[^|;&]*\\s)?-(?:encodedcommand|enc)\\s+"
              + "\"?([A-Za-z0-9+/]{16,}={0,2})\"?(?:\\s+-\\w+\\s+\\w+)*\\s*$");

  private EncodedScript() {}

  /** The script, if the line ends with one. */
  static Optional<String> of(String line) {
    Matcher option = OPTION.matcher(line);
    if (!option.find()) {
      return Optional.empty();
    }
    try {
      String script =
          new String(Base64.getDecoder().decode(option.group(1)), StandardCharsets.UTF_16LE);
      return Optional.of(script).filter(EncodedScript::isText);
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // no base64
    }
  }

  private static boolean isText(String script) {
    return script
        .chars()
        .allMatch(c -> c == '\n' || c == '\r' || c == '\t' || (c >= ' ' && c < 127));
  }
}
