package dev.longtail.udfs.reading;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.longtail.udfs.text.Characters;
import java.util.ArrayList;
import java.util.List;

/**
 * What shells make of a text before they run it: they drop characters, join pieces and expand
 * braces. {@code m^imi""katz}, {@code 'mimi'+'katz'} and {@code cu\rl${IFS}-s} run what they do not
 * spell. No parser of any shell: each form is undone wherever it stands, for the text is only
 * searched for marks.
 *
 * <p>A regular expression costs as much as all else of a line, so a look at the signs that it needs
 * spares most lines most of them.
 */
final class ShellText {
  static final String JOINED = "[\"']\\s{0,9}\\+\\s{0,9}[\"']?|\\s?\\+\\s{0,9}[\"']";
  static final Pattern BLANK =
      Pattern.compile("(?i)\\$\\{?ifs(?:%\\?\\?|:0:1)?\\}?(?:\\$[1-9])?|\\$\\{?env:ifs\\}?|%20");
  static final String NOTHING = "(?i)\\$(?:[@*!]|\\{[@*]\\})|\\$\\(\\)|``|\\$[1-9]\\b";
  static final Pattern BRACES =
      Pattern.compile("\\{([^{}\\s\"',]{1,200}(?:,[^{}\\s\"',]{1,200}){1,30})\\}");
  static final Pattern FORMAT =
      Pattern.compile(
          "(?i)[\"']((?:[^\"'{}]{0,40}\\{\\d\\}){1,10}[^\"'{}]{0,40})[\"']\\s{0,9}\\)?\\s{0,9}-f\\s{0,9}"
              + "\\(?((?:\\s{0,9}[\"'][^\"']{0,200}[\"']\\s{0,9},?){1,10})");
  private static final Pattern QUOTED = Pattern.compile("[\"']([^\"']{0,200})[\"']");
  private static final Pattern REVERSED =
      Pattern.compile("\\(?[\"']([^\"']{2,200})[\"']\\)?\\[-1\\.\\.-\\d{1,4}\\]");
  static final String ESCAPED_LETTER = "(?i)([a-z0-9_./-])\\\\([a-z0-9])";

  /** Blanks beside a plus that are looked at. */
  private static final int MOST_BLANKS = 9;

  private ShellText() {}

  /** The text with pieces joined and braces and blanks expanded; may be the text itself. */
  static String joined(String given) {
    String text = given;
    if (mayBeFormatted(text)) {
      text = Rewriting.each(FORMAT, text, ShellText::formatted);
    }
    if (text.contains("[-1..")) { // 'xei'[-1..-3] is iex
      text =
          Rewriting.each(
              REVERSED, text, match -> new StringBuilder(match.group(1)).reverse().toString());
    }
    text = withoutJoins(text);
    if (mayHaveBraces(text)) { // {cat,a.txt} is cat a.txt
      text = Rewriting.each(BRACES, text, match -> match.group(1).replace(',', ' '));
    }
    boolean coded = text.contains("%20");
    if (coded || text.indexOf('$') >= 0) {
      if (coded || mayHaveIfs(text)) {
        text = BLANK.matcher(text).replaceAll(" ");
      }
      text = withoutNothing(text);
    }
    return text;
  }

  /** Whether {@link #FORMAT} may be found. */
  static boolean mayBeFormatted(String text) {
    return text.indexOf('{') >= 0
        && (text.contains("-f") || text.contains("-F"))
        && hasPlaceholder(text);
  }

  private static boolean hasPlaceholder(String text) {
    for (int i = text.indexOf('{'); i >= 0; i = text.indexOf('{', i + 1)) {
      if (i + 2 < text.length()
          && text.charAt(i + 2) == '}'
          && Characters.isDigit(text.charAt(i + 1))) {
        return true;
      }
    }
    return false;
  }

  /** The text without what {@link #JOINED} finds. */
  static String withoutJoins(String text) {
    StringBuilder kept = null;
    int from = 0;
    for (int plus = text.indexOf('+');
        plus >= 0;
        plus = text.indexOf('+', Math.max(from, plus + 1))) {
      int before = plus;
      while (before > from && plus - before < MOST_BLANKS && isBlank(text.charAt(before - 1))) {
        before--;
      }
      int end = plus + 1;
      while (end < text.length() && end <= plus + MOST_BLANKS && isBlank(text.charAt(end))) {
        end++;
      }
      boolean closed = before > from && isQuote(text.charAt(before - 1));
      boolean opened = end < text.length() && isQuote(text.charAt(end));
      if (closed || opened) {
        int start = closed ? before - 1 : Math.max(before, plus - 1);
        kept = kept == null ? new StringBuilder(text.length()) : kept;
        kept.append(text, from, start);
        from = opened ? end + 1 : end;
      }
    }
    return kept == null ? text : kept.append(text, from, text.length()).toString();
  }

  /** Whether {@link #BRACES} may be found: a pair of braces with a comma and no quote within. */
  static boolean mayHaveBraces(String text) {
    boolean open = false;
    boolean comma = false;
    for (int i = text.indexOf('{'); i >= 0 && i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '{') {
        open = true;
        comma = false;
      } else if (c == '}' && open && comma) {
        return true;
      } else if (c == '}' || isQuote(c) || isBlank(c)) {
        open = false;
      } else {
        comma |= c == ',';
      }
    }
    return false;
  }

  /** Whether {@link #BLANK} may be found in a text without {@code %20}. */
  static boolean mayHaveIfs(String text) {
    for (int i = text.indexOf('$'); i >= 0; i = text.indexOf('$', i + 1)) {
      int name = i + 1 < text.length() && text.charAt(i + 1) == '{' ? i + 2 : i + 1;
      if (text.regionMatches(true, name, "ifs", 0, 3)
          || text.regionMatches(true, name, "env:ifs", 0, 7)) {
        return true;
      }
    }
    return false;
  }

  /** The text without what {@link #NOTHING} finds. */
  static String withoutNothing(String text) {
    StringBuilder kept = null;
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      int length = nothingAt(text, i);
      if (length > 0) {
        kept = kept == null ? new StringBuilder(text.length()) : kept;
        kept.append(text, from, i);
        from = i + length;
        i = from - 1;
      }
    }
    return kept == null ? text : kept.append(text, from, text.length()).toString();
  }

  /** The length of an expansion to nothing at {@code at}; 0 if there is none. */
  private static int nothingAt(String text, int at) {
    char c = text.charAt(at);
    if (c == '`') {
      return text.startsWith("``", at) ? 2 : 0;
    }
    if (c != '$' || at + 1 == text.length()) {
      return 0;
    }
    char next = text.charAt(at + 1);
    if (next == '@' || next == '*' || next == '!') {
      return 2;
    }
    if (next >= '1' && next <= '9') {
      return at + 2 < text.length() && Variables.isInName(text.charAt(at + 2)) ? 0 : 2;
    }
    if (text.startsWith("${@}", at) || text.startsWith("${*}", at)) {
      return 4;
    }
    return text.startsWith("$()", at) ? 3 : 0;
  }

  private static boolean isQuote(char c) {
    return c == '"' || c == '\'';
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
  }

  /** The text without the characters that shells drop: carets, quotes, back-ticks. */
  static String bare(String text) {
    int first = 0;
    while (first < text.length() && !isDropped(text.charAt(first))) {
      first++;
    }
    if (first == text.length()) {
      return text;
    }
    StringBuilder kept = new StringBuilder(text.length()).append(text, 0, first);
    for (int i = first; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isDropped(c)) {
        kept.append(c);
      }
    }
    return kept.toString();
  }

  private static boolean isDropped(char c) {
    return c == '^' || c == '`' || isQuote(c);
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
    // A back-slash is dropped between two characters that were not beside the one before: twice.
    return withoutEscapesApart(withoutEscapesApart(text));
  }

  /** Each match of {@link #ESCAPED_LETTER} without its back-slash. */
  static String withoutEscapesApart(String text) {
    StringBuilder kept = null;
    int from = 0;
    int free = 0;
    for (int i = text.indexOf('\\'); i >= 0; i = text.indexOf('\\', i + 1)) {
      if (i - 1 >= free
          && i + 1 < text.length()
          && isBeforeEscape(text.charAt(i - 1))
          && isLetterOrDigit(text.charAt(i + 1))) {
        kept = kept == null ? new StringBuilder(text.length()) : kept;
        kept.append(text, from, i);
        from = i + 1;
        free = i + 2;
      }
    }
    return kept == null ? text : kept.append(text, from, text.length()).toString();
  }

  private static boolean isBeforeEscape(char c) {
    return isLetterOrDigit(c) || c == '_' || c == '.' || c == '/' || c == '-';
  }

  private static boolean isLetterOrDigit(char c) {
    return Characters.isLower(c) || Characters.isUpper(c) || Characters.isDigit(c);
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
