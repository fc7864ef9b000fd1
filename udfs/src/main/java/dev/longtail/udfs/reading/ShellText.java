package dev.longtail.udfs.reading;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;

/**
 * What shells make of a text before they run it: they drop characters, join pieces and expand
 * braces. {@code m^imi""katz}, {@code 'mimi'+'katz'} and {@code cu\rl${IFS}-s} run what they do not
 * spell. No parser of any shell: each form is undone wherever it stands, for the text is only
 * searched for marks.
 */
final class ShellText {
  private static final Pattern JOINED =
      Pattern.compile("[\"']\\s{0,9}\\+\\s{0,9}[\"']?|\\s?\\+\\s{0,9}[\"']");
  private static final Pattern BLANK =
      Pattern.compile("(?i)\\$\\{?ifs(?:%\\?\\?|:0:1)?\\}?(?:\\$[1-9])?|\\$\\{?env:ifs\\}?|%20");
  private static final Pattern NOTHING =
      Pattern.compile("(?i)\\$(?:[@*!]|\\{[@*]\\})|\\$\\(\\)|``|\\$[1-9]\\b");
  private static final Pattern BRACES =
      Pattern.compile("\\{([^{}\\s\"',]{1,200}(?:,[^{}\\s\"',]{1,200}){1,30})\\}");
  private static final Pattern FORMAT =
      Pattern.compile(
          "(?i)[\"']((?:[^\"'{}]{0,40}\\{\\d\\}){1,10}[^\"'{}]{0,40})[\"']\\s{0,9}\\)?\\s{0,9}-f\\s{0,9}"
              + "\\(?((?:\\s{0,9}[\"'][^\"']{0,200}[\"']\\s{0,9},?){1,10})");
  private static final Pattern QUOTED = Pattern.compile("[\"']([^\"']{0,200})[\"']");
  private static final Pattern REVERSED =
      Pattern.compile("\\(?[\"']([^\"']{2,200})[\"']\\)?\\[-1\\.\\.-\\d{1,4}\\]");
  private static final Pattern ESCAPED_LETTER = Pattern.compile("(?i)([a-z0-9_./-])\\\\([a-z0-9])");

  private ShellText() {}

  /** The text with pieces joined and braces and blanks expanded; may be the text itself. */
  static String joined(String given) {
    String text = given;
    if (text.contains("-f") || text.contains("-F")) {
      text = Rewriting.each(FORMAT, text, ShellText::formatted);
    }
    if (text.contains("[-1..")) { // 'xei'[-1..-3] is iex
      text =
          Rewriting.each(
              REVERSED, text, match -> new StringBuilder(match.group(1)).reverse().toString());
    }
    if (text.indexOf('+') >= 0) {
      text = JOINED.matcher(text).replaceAll("");
    }
    if (text.indexOf('{') >= 0) { // {cat,a.txt} is cat a.txt
      text = Rewriting.each(BRACES, text, match -> match.group(1).replace(',', ' '));
    }
    if (text.indexOf('$') >= 0 || text.contains("%20")) {
      text = BLANK.matcher(text).replaceAll(" ");
      text = NOTHING.matcher(text).replaceAll("");
    }
    return text;
  }

  /** The text without the characters that shells drop: carets, quotes, back-ticks. */
  static String bare(String text) {
    StringBuilder kept = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '^' && c != '`' && c != '"' && c != '\'') {
        kept.append(c);
      }
    }
    return kept.length() == text.length() ? text : kept.toString();
  }

  /**
   * The text without back-slashes before letters, which a shell of Unix drops; the text itself if
   * it has paths of Windows.
   */
  static String withoutEscapes(String text) {
    if (text.indexOf('\\') < 0
        || text.contains(":\\")
        || text.contains("\\\\")
        || text.contains("\\x")) {
      return text;
    }
    String once = ESCAPED_LETTER.matcher(text).replaceAll("$1$2");
    return ESCAPED_LETTER.matcher(once).replaceAll("$1$2");
  }

  /** {@code "{1}{0}" -f 'ex','i'} is {@code iex}. */
  private static String formatted(Matcher format) {
    List<String> arguments = new ArrayList<>();
    Matcher quoted = QUOTED.matcher(format.group(2));
    while (quoted.find()) {
      arguments.add(quoted.group(1));
    }
    String value = format.group(1);
    for (int i = 0; i < arguments.size(); i++) {
      value = value.replace("{" + i + "}", arguments.get(i));
    }
    return value;
  }
}
