package dev.longtail.labeler.client;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of a line that speaks instead of doing: a comment, or words in a row as people write
 * them. It is what could talk a judge into a verdict.
 *
 * @param tail the words, with what parts them from a command before them
 * @param cmd whether the line is one of cmd or PowerShell, so that a command of Windows goes before
 */
public record OddWords(String tail, boolean cmd) {
  /** The most characters of a tail. */
  private static final int LONGEST = 2_000;

  private static final Pattern REMARK =
      Pattern.compile("(?i)\\s?(?:&{1,2}|\\|{1,2})\\s*(?:@?rem\\s|::|echo\\s).*", Pattern.DOTALL);
  private static final Pattern COMMENT =
      Pattern.compile("(?:\\s|;)#[^!{(\\[].*|\\s?(?:<#|/\\*|<!--).*", Pattern.DOTALL);

  /** Four words in a row of letters only, or four characters of a script that has no blanks. */
  private static final Pattern SPEECH =
      Pattern.compile(
          "(?:\\p{L}{2,20}[,:;.!?']?[ \\u00a0]+){3,}\\p{L}{2,20}[.!?]?"
              + "|[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}\\p{IsHangul}]{4,}");

  private static final Pattern WINDOWS =
      Pattern.compile(
          "(?i)[a-z]:\\\\|\\.exe\\b|\\bcmd\\b|powershell|pwsh|\\brem\\b|%\\w+%|\\\\\\\\");

  /** The odd words of a line; empty if it has none. */
  public static Optional<OddWords> of(String commandLine) {
    boolean cmd = WINDOWS.matcher(commandLine).find();
    for (Pattern comment : new Pattern[] {REMARK, COMMENT}) {
      Matcher matcher = comment.matcher(commandLine);
      if (matcher.find() && matcher.end() - matcher.start() > 6) {
        return Optional.of(new OddWords(shortened(matcher.group()), cmd));
      }
    }
    Matcher speech = SPEECH.matcher(commandLine);
    StringBuilder words = new StringBuilder();
    while (speech.find() && words.length() < LONGEST) {
      words.append(words.isEmpty() ? "" : " ").append(speech.group());
    }
    return words.isEmpty()
        ? Optional.empty()
        : Optional.of(new OddWords((cmd ? " & rem " : " # ") + shortened(words.toString()), cmd));
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
  }
}
