package dev.longtail.training.generate;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Static rules as detection engineers write them: precise, but they miss every other spelling. They
 * label the regex baseline.
 */
final class StaticRules {
  private static final List<Pattern> RULES =
      List.of(
          rule("powershell.*\\s-e(nc|ncodedcommand)?\\s+[a-z0-9+/=]{60,}"),
          rule("downloadstring\\s*\\(.*\\)\\s*\\|?\\s*(iex|invoke-expression)?"),
          rule("(iex|invoke-expression).*(net\\.webclient|downloadstring)"),
          rule("comsvcs(\\.dll)?.*minidump"),
          rule("procdump.*lsass"),
          rule("reg(\\.exe)?\"?\\s+save\\s+hklm\\\\(sam|security)"),
          rule("vssadmin(\\.exe)?\"?\\s+delete\\s+shadows"),
          rule("wevtutil(\\.exe)?\"?\\s+cl\\s"),
          rule("certutil(\\.exe)?\"?\\s.*-urlcache.*http"),
          rule("mshta(\\.exe)?\"?\\s+(http|javascript|vbscript)"),
          rule("regsvr32(\\.exe)?\"?\\s.*/i:http"),
          rule("bash -i >& /dev/tcp/"),
          rule("(curl|wget)\\s[^|]*\\|\\s*(ba|z)?sh\\b"),
          rule("base64 -d(ecode)?\\s*\\|\\s*(ba)?sh"),
          rule("osascript .*display dialog.*(password|hidden answer)"));

  private StaticRules() {}

  private static Pattern rule(String regex) {
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
  }

  /** Whether a rule calls the line malicious. */
  static boolean match(String commandLine) {
    return RULES.stream().anyMatch(rule -> rule.matcher(commandLine).find());
  }
}
