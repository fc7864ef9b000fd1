package dev.longtail.labeler.redaction;

import java.util.List;
import java.util.Set;

/**
 * Finds values that their names call secret, by one walk over the line: {@code NAME=X}, {@code
 * "name": "X"}, {@code Name: X}, {@code ?name=X&}, {@code ('Name','X')}, {@code name=X;}.
 */
final class NamedValues {
  private static final Set<String> SCHEMES =
      Set.of(
          "bearer",
          "basic",
          "token",
          "apikey",
          "digest",
          "negotiate",
          "ntlm",
          "splunk",
          "ssws",
          "aws4-hmac-sha256",
          "key",
          "sharedaccesssignature",
          "oauth",
          "genie",
          "jwt");

  private static final int LONGEST_BRACED = 128;
  private static final int LONGEST_MIXED = 512;
  private static final int LONGEST_NAME = 80;

  private final Names names;
  private final Values values;

  NamedValues(Names names, Values values) {
    this.names = names;
    this.values = values;
  }

  /** Adds what is found in {@code text} to {@code found}. */
  void find(String text, Work work, List<Span> found) {
    if (names.isEmpty()) {
      return;
    }
    work.add(text.length());
    int lastDouble = text.lastIndexOf('"');
    int lastSingle = text.lastIndexOf('\'');
    char quote = 0;
    int known = found.size();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\'') {
        if (quote == 0 && i < (c == '"' ? lastDouble : lastSingle)) {
          quote = c;
        } else if (quote == c) {
          quote = 0;
        }
      } else if ((c == '=' || c == ':' || c == ',')
          && (found.size() == known || i >= found.get(found.size() - 1).end())) {
        at(text, i, quote, work, found);
      }
    }
  }

  private void at(String text, int i, char quote, Work work, List<Span> found) {
    char c = text.charAt(i);
    char next = i + 1 < text.length() ? text.charAt(i + 1) : ' ';
    int nameEnd = i;
    while (nameEnd > 0 && i - nameEnd < 3 && text.charAt(nameEnd - 1) == ' ') {
      nameEnd--;
    }
    if (nameEnd > 0 && c == '=' && text.charAt(nameEnd - 1) == ':') { // :=
      nameEnd--;
    }
    if (nameEnd > 0 && text.charAt(nameEnd - 1) == ']') {
      nameEnd--;
    }
    boolean quotedName = false;
    if (nameEnd > 0 && (text.charAt(nameEnd - 1) == '"' || text.charAt(nameEnd - 1) == '\'')) {
      nameEnd--;
      quotedName = true;
      while (nameEnd > 0 && text.charAt(nameEnd - 1) == '\\' && i - nameEnd < 8) {
        nameEnd--;
      }
    }
    int nameStart = nameEnd;
    while (nameStart > 0
        && nameEnd - nameStart < LONGEST_NAME
        && isOfName(text.charAt(nameStart - 1))) {
      nameStart--;
    }
    work.add(nameEnd - nameStart + 1L);
    char before = nameStart > 0 ? text.charAt(nameStart - 1) : ' ';
    if (nameStart == nameEnd || (c == ',' && !(quotedName && (before == '"' || before == '\'')))) {
      return;
    }
    if (before == '<' || (c == '=' && next == '=') || (c == ':' && next == ':')) {
      return;
    }
    boolean query = before == '?' || before == '&' || before == '#' || inForm(text, nameStart);
    String name = text.substring(nameStart, nameEnd);
    NameRule rule = names.of(name, query);
    if (rule == null) {
      return;
    }
    boolean option =
        name.startsWith("-") || before == '/' || before == '\u2013' || before == '\u2014';
    int valueStart = i + 1;
    if (next == '>' && c == '=') {
      valueStart++;
    }
    int blanks = 0;
    while (valueStart < text.length() && blanks < 3 && text.charAt(valueStart) == ' ') {
      valueStart++;
      blanks++;
    }
    boolean assigned = c == '=' && next != '~';
    boolean colon = c == ':' && (quotedName || option || blanks > 0 || rule.header());
    boolean comma = c == ',' && valueStart < text.length() && isQuoteAt(text, valueStart);
    if (!assigned && !colon && !comma) {
      return;
    }
    boolean variable = isVariable(text, nameStart, before);
    value(text, valueStart, quote, rule, new Place(variable, nameStart, blanks > 0), work, found);
  }

  /**
   * Where a value was found.
   *
   * @param variable the name is that of a variable of PowerShell
   * @param nameStart where its name begins
   * @param apart blanks stand before the value
   */
  private record Place(boolean variable, int nameStart, boolean apart) {}

  private void value(
      String text, int from, char quote, NameRule rule, Place place, Work work, List<Span> found) {
    work.value();
    int start = from;
    if (start + 1 < text.length()
        && (text.charAt(start) == 'N' || text.charAt(start) == '@')
        && isQuoteAt(text, start + 1)) {
      start++;
    }
    if (start >= text.length()) {
      return;
    }
    char c = text.charAt(start);
    int backslashes = start;
    while (backslashes < text.length() && text.charAt(backslashes) == '\\') {
      backslashes++;
    }
    if (backslashes > start && backslashes < text.length() && text.charAt(backslashes) == '"') {
      String closing = text.substring(start, backslashes + 1);
      int close = text.indexOf(closing, backslashes + 1);
      work.add(close < 0 ? text.length() - start : close - start);
      if (close > 0) {
        quoted(text, backslashes + 1, close, '"', rule, found);
      }
      return;
    }
    if (c == '"' || c == '\'') {
      boolean closesOuter =
          c == quote
              && (start + 1 >= text.length() || Character.isWhitespace(text.charAt(start + 1)));
      int close = text.indexOf(c, start + 1);
      work.add(close < 0 ? text.length() - start : close - start);
      if (closesOuter) {
        return;
      }
      if (close > 0) {
        if (close + 1 < text.length() && continues(text, close + 1)) {
          mixed(text, start, rule, found);
        } else {
          quoted(text, start + 1, close, c, rule, found);
        }
        return;
      }
      start++; // never closed: the word counts
    }
    if (place.variable() || (start < text.length() && text.charAt(start) == '`')) {
      return; // what PowerShell assigns without quotes is an expression
    }
    if (rule.pairs()) {
      pairs(text, start, rule, found);
      return;
    }
    int end = Values.endOfBare(text, start, text.length());
    work.add(end - start);
    if (quote == 0
        && end > start
        && end < text.length()
        && isQuoteAt(text, end)
        && text.charAt(end - 1) != '\\') {
      mixed(text, start, rule, found);
      return;
    }
    if (rule.header()) {
      int after = schemeEnd(text, start, end);
      if (after > 0) {
        start = after;
        end = Values.endOfBare(text, start, text.length());
      }
    }
    if (text.startsWith("{", start) && !text.startsWith("{{", start)) {
      int close = text.indexOf('}', start);
      if (close > 0
          && close - start < LONGEST_BRACED
          && close + 1 < text.length()
          && (text.charAt(close + 1) == ';' || text.charAt(close + 1) == quote)) {
        add(text, start, close + 1, (char) 0, rule, found);
      }
      return;
    }
    int segment = quote == 0 ? -1 : endOfSegment(text, end, quote, place.nameStart());
    work.add(Math.max(0, segment - end));
    add(text, start, segment > end ? segment : end, (char) 0, rule, found);
  }

  /** A connection string's value may hold blanks: it ends at the semicolon or the quote. */
  private static int endOfSegment(String text, int end, char quote, int nameStart) {
    int before = nameStart - 1;
    while (before >= 0 && text.charAt(before) == ' ' && nameStart - before < 4) {
      before--;
    }
    if (before < 0 || text.charAt(before) != ';') {
      return -1;
    }
    for (int i = end; i < Math.min(text.length(), end + LONGEST_BRACED); i++) {
      char c = text.charAt(i);
      if (c == ';' || c == quote) {
        return i;
      }
      if (c == '&' || c == '|' || c == '<' || c == '>' || c == '\n' || c == '"' || c == '\'') {
        return -1;
      }
    }
    return -1;
  }

  /** The start of what follows a scheme such as {@code Bearer}, or -1. */
  private static int schemeEnd(String text, int start, int end) {
    if (end - start > 24 || !SCHEMES.contains(Values.lower(text.substring(start, end)))) {
      return -1;
    }
    int i = end;
    while (i < text.length() && i - end < 3 && text.charAt(i) == ' ') {
      i++;
    }
    return i > end && i < text.length() ? i : -1;
  }

  private void pairs(String text, int from, NameRule rule, List<Span> found) {
    int start = from;
    while (start < text.length()) {
      int end = Values.endOfBare(text, start, text.length());
      int equals = text.indexOf('=', start);
      boolean pair = equals >= start && equals < end;
      add(text, pair ? equals + 1 : start, end, (char) 0, rule, found);
      if (!pair || end >= text.length() || text.charAt(end) != ';') {
        return;
      }
      int next = end + 1;
      while (next < text.length() && next - end < 3 && text.charAt(next) == ' ') {
        next++;
      }
      int name = next;
      while (name < text.length() && name - next < 40 && isOfName(text.charAt(name))) {
        name++;
      }
      if (name == next || name >= text.length() || text.charAt(name) != '=') {
        return;
      }
      start = next;
    }
  }

  /** A word of several quoted and bare pieces. */
  private void mixed(String text, int start, NameRule rule, List<Span> found) {
    int i = start;
    int last = Math.min(text.length(), start + LONGEST_MIXED);
    while (i < last) {
      char c = text.charAt(i);
      if (c == '"' || c == '\'') {
        int close = text.indexOf(c, i + 1);
        if (close < 0) {
          break;
        }
        i = close + 1;
      } else if (continues(text, i)) {
        i++;
      } else {
        break;
      }
    }
    add(text, start, i, (char) 0, rule, found);
  }

  private static boolean continues(String text, int i) {
    char c = text.charAt(i);
    return Character.isLetterOrDigit(c) || c == '"' || c == '\'' || c == '_' || c == '$';
  }

  private void quoted(
      String text, int start, int end, char quote, NameRule rule, List<Span> found) {
    if (rule.pairs()) {
      pairs(text, start, rule, found);
      return;
    }
    int from = start;
    if (rule.header()) {
      int word = Values.endOfBare(text, start, end);
      int after = schemeEnd(text, start, word);
      if (after > 0) {
        from = after; // "Basic " + what is computed
      }
    }
    add(text, from, end, quote, rule, found);
  }

  private void add(String text, int start, int end, char quote, NameRule rule, List<Span> found) {
    if (end <= start) {
      return;
    }
    String bare = text.substring(start, end);
    if (rule.isSecret(values, bare, quote)) {
      found.add(new Span(start, end, rule.kind()));
    }
  }

  private static boolean isOfName(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '-'
        || c == '.';
  }

  private static boolean isQuoteAt(String text, int i) {
    return text.charAt(i) == '"' || text.charAt(i) == '\'';
  }

  /** A form's fields: {@code 'user=u&pass=x'} begins behind a quote and holds an ampersand. */
  private static boolean inForm(String text, int nameStart) {
    if (nameStart == 0 || !isQuoteAt(text, nameStart - 1)) {
      return false;
    }
    for (int i = nameStart; i < Math.min(text.length(), nameStart + 80); i++) {
      char c = text.charAt(i);
      if (c == '&') {
        return true;
      }
      if (c == ' ' || c == '"' || c == '\'') {
        return false;
      }
    }
    return false;
  }

  /** {@code $password =}, {@code $env:TOKEN =}. */
  private static boolean isVariable(String text, int nameStart, char before) {
    if (before == '$') {
      return true;
    }
    if (before != ':') {
      return false;
    }
    int i = nameStart - 2;
    while (i >= 0 && nameStart - i < 12 && Character.isLetter(text.charAt(i))) {
      i--;
    }
    return i >= 0 && text.charAt(i) == '$';
  }
}
