package dev.longtail.udfs.reading;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.List;

/** Encoded text that a line decodes and runs, although nobody can read what it says. */
final class Unreadable {
  private static final List<Pattern> RUN =
      List.of(
          Pattern.compile(
              "(?i)(?:powershell|pwsh)(?:\\.exe)?\\s.{0,500}?[-/](?:e|ec|en|enc|enco|encod|encode|encoded"
                  + "|encodedc[a-z]{0,6})[\\s:]{1,9}([a-z0-9+/_-]{16,}={0,2})"),
          Pattern.compile(
              "(?i)(?:iex|invoke-expression|::load\\().{0,200}?frombase64string\\(\\s{0,9}"
                  + "([a-z0-9+/_-]{16,}={0,2})"),
          Pattern.compile(
              "(?i)([a-z0-9+/_-]{16,}={0,2})\\s{0,9}(?:\\||<<<)\\s{0,9}(?:\\S{0,20}/)?(?:base64\\s{1,9}-"
                  + "(?:d|di|-decode)|openssl\\s.{0,40}-d)[^|;&]{0,60}\\|\\s{0,9}(?:\\S{0,20}/)?"
                  + "(?:(?:ba|da|z|k|a)?sh|python3?|perl)\\b"),
          Pattern.compile(
              "(?i)(?:exec|eval)\\s{0,9}\\(.{0,100}?b(?:ase)?64_?decode\\(\\s{0,9}b?"
                  + "([a-z0-9+/_-]{16,}={0,2})"));

  private Unreadable() {}

  /** Whether {@code bare}, a line without quotes, does so. */
  static boolean is(String bare) {
    for (Pattern pattern : RUN) {
      Matcher matcher = pattern.matcher(bare);
      if (matcher.find() && Payloads.base64(matcher.group(1)) == null) {
        return true;
      }
    }
    return false;
  }
}
