package dev.longtail.udfs.template;

import static dev.longtail.udfs.text.Characters.digitsEnd;
import static dev.longtail.udfs.text.Characters.isBlank;
import static dev.longtail.udfs.text.Characters.isDigit;
import static dev.longtail.udfs.text.Characters.isNameCharacter;
import static dev.longtail.udfs.text.Characters.isPathSeparator;
import static dev.longtail.udfs.text.Characters.isWord;
import static dev.longtail.udfs.text.Characters.wordEnd;

import dev.longtail.udfs.text.Characters;
import java.util.List;
import java.util.Set;

/**
 * One pass over one command line that writes its template, word by word.
 *
 * <p>The template of a template is itself, for three reasons. Text that is not replaced is copied
 * unchanged. A form is recognised from its own characters, the unchanged ones before it and the one
 * behind it, and never beside a placeholder. A word that loses one digit loses all digits. So a
 * form that can be recognised in a template was in the line between the same neighbours, and was
 * recognised there.
 *
 * <p>The time is linear, because a form has a bounded length or is looked for once in a run of its
 * characters: see {@link #userTried} and {@link Base64Search}.
 */
final class TemplateScanner {
  private static final int SHORTEST_HEX = 7;
  private static final int LONG_HEX = 16;
  private static final int LONGEST_HEX_ID = 32;
  private static final int LONGEST_HEX_NUMBER = 16;
  private static final int SHORTEST_ID = 8;
  private static final int RUNS_OF_ID = 4;
  private static final int LONGEST_ID = 23;
  private static final int LONGEST_LOWER_ID = 40;
  private static final Set<Integer> HASH_DIGITS = Set.of(32, 40, 56, 64, 96, 128);

  private final char[] text;
  private final int length;
  private final boolean hasAt;
  private final StringBuilder out;
  private final Base64Search base64;
  private final EncodedRows rows;

  /** What was replaced, as kind, start and end in {@link #text}; null if nobody asks. */
  private final List<int[]> replaced;

  /** {@link #text} up to this index is in {@link #out}, unchanged or replaced. */
  private int copied;

  /** The end of the last placeholder, in {@link #text}. */
  private int placeholderEnd = -1;

  /** In a run of characters of user names, an at sign was looked for up to this index. */
  private int userTried;

  TemplateScanner(String line) {
    this(line, null);
  }

  /**
   * A scanner that also tells what it replaces.
   *
   * @param replaced gets the ordinal of the placeholder, and start and end in the line with
   *     collapsed white space; may be null
   */
  TemplateScanner(String line, List<int[]> replaced) {
    this.replaced = replaced;
    text = new char[line.length()];
    length = collapse(line, text);
    hasAt = line.indexOf('@') >= 0;
    out = new StringBuilder(length + 16);
    base64 = new Base64Search(text, length);
    rows = new EncodedRows(text, length);
  }

  /** Copies the line, with white space collapsed and trimmed; returns the length. */
  private static int collapse(String line, char[] to) {
    int n = 0;
    boolean blank = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (isBlank(c)) {
        blank = n > 0;
      } else {
        if (blank) {
          to[n++] = ' ';
          blank = false;
        }
        to[n++] = c;
      }
    }
    return n;
  }

  String template() {
    int at = 0;
    while (at < length) {
      char c = text[at];
      if (isWord(c)) {
        at = word(at);
      } else if (c == '<') {
        int end = Placeholder.end(text, length, at);
        at = end > 0 ? placeholder(end) : at + 1;
      } else if (c == '\\' || c == '%') {
        int end = rows.escapes(at);
        at = end > 0 ? replace(Placeholder.ESC, at, end) : at + 1;
      } else {
        at++;
      }
    }
    return out.append(text, copied, length - copied).toString();
  }

  private int replace(Placeholder placeholder, int start, int end) {
    out.append(text, copied, start - copied);
    placeholder.append(out, text, start, end);
    if (replaced != null) {
      replaced.add(new int[] {placeholder.ordinal(), start, end});
    }
    copied = end;
    return placeholder(end);
  }

  private int placeholder(int end) {
    placeholderEnd = end;
    base64.placeholder(end);
    return end;
  }

  /** Replaces the volatile parts from the word at {@code start} on; returns how far it looked. */
  private int word(int start) {
    int end = wordEnd(text, length, start);
    if (placeholderEnd != start) {
      int formEnd = form(start, end);
      if (formEnd > 0) {
        return formEnd;
      }
    }
    int digit = start;
    while (digit < end && !isDigit(text[digit])) {
      digit++;
    }
    if (digit == end) {
      return letters(start, end);
    }
    return digit == start ? beginsWithDigit(start, end) : beginsWithLetter(start, digit, end);
  }

  /** Tries the forms that reach across words or need no digit; 0 if none begins with the word. */
  private int form(int start, int end) {
    if (end < length) {
      char next = text[end];
      int found;
      if (next == '-') {
        found = VolatileForms.guid(text, length, start);
        if (found > 0) {
          return replace(Placeholder.GUID, start, found);
        }
      }
      if (next == '-' || next == ':') {
        found = VolatileForms.mac(text, length, start);
        if (found > 0) {
          return replace(Placeholder.MAC, start, found);
        }
      }
      if (next == ':') {
        found = VolatileForms.ipv6(text, length, start);
        if (found > 0) {
          return replace(Placeholder.IP, start, found);
        }
      }
      if (hasAt) {
        found = user(start);
        if (found > 0) {
          return found;
        }
      }
    }
    int found = base64.find(start);
    return found > 0
        ? replace(
            base64.isPayload() ? Placeholder.B64 : Placeholder.ID,
            start,
            base64.isPayload() ? padded(found) : found)
        : 0;
  }

  /** The end of the padding behind base64 that ends at {@code end}. */
  private int padded(int end) {
    int at = end;
    while (at < length && at < end + 2 && text[at] == '=') {
      at++;
    }
    return VolatileForms.endsAt(text, length, at) ? at : end;
  }

  private boolean isHex(int start, int end) {
    for (int i = start; i < end; i++) {
      if (!Characters.isHex(text[i])) {
        return false;
      }
    }
    return true;
  }

  /** The user in {@code user@host.domain} and {@code user@host:path}. */
  private int user(int start) {
    if (start < userTried) {
      return 0;
    }
    int at = start;
    while (at < length && isNameCharacter(text[at])) {
      at++;
    }
    userTried = at;
    if (at >= length || text[at] != '@') {
      return 0;
    }
    int first = start;
    while (first > 0 && first != placeholderEnd && isNameCharacter(text[first - 1])) {
      first--;
    }
    boolean component =
        first > 0 && text[first - 1] == '/' && !(first >= 3 && is(first - 3, "://"));
    if (component
        || first == placeholderEnd
        || VolatileNames.isSharedAccount(text, start, at)
        || !VolatileNames.isHost(text, length, at + 1)) {
      return 0;
    }
    return replace(Placeholder.USER, start, at);
  }

  /** Handles a word without digits. Behind some words, the rest of a path is volatile. */
  private int letters(int start, int end) {
    if (end >= length) {
      return end;
    }
    char next = text[end];
    if (next == '-') {
      return DigitNames.isHyphenated(text, start, end) ? hyphenatedEnd(end) : end;
    }
    int separator = next == '%' || next == '}' ? end + 1 : end;
    if (separator >= length || !isPathSeparator(text[separator])) {
      return end;
    }
    int rest = separator;
    while (rest < length && isPathSeparator(text[rest])) {
      rest++;
    }
    if (VolatileNames.isTemporary(text, start, end)) {
      int path = VolatileNames.pathEnd(text, length, rest);
      return path > rest
          ? replace(Placeholder.TMP, rest, VolatileNames.extension(text, rest, path))
          : rest;
    }
    if (separator == end
        && placeholderEnd != start - 1
        && VolatileNames.isHomes(text, start, end)) {
      int name = VolatileNames.nameEnd(text, length, rest);
      return name > rest && !VolatileNames.isSharedHome(text, length, rest, name)
          ? replace(Placeholder.USER, rest, name)
          : rest;
    }
    return end;
  }

  /** The end of the numbers joined by hyphens from {@code at} on: {@code -8859-1}. */
  private int hyphenatedEnd(int at) {
    int end = at;
    while (end < length && text[end] == '-') {
      int digits = digitsEnd(text, length, end + 1);
      int order = is(digits, "le") || is(digits, "be") ? digits + 2 : digits;
      if (digits == end + 1 || !VolatileForms.endsAt(text, length, order)) {
        return end;
      }
      end = order;
    }
    return end;
  }

  private boolean is(int at, String word) {
    return Characters.matches(text, length, at, word);
  }

  private int beginsWithDigit(int start, int end) {
    if (isFileDescriptor(start, end) || isPositional(start, end)) {
      return end;
    }
    if (placeholderEnd != start) {
      int list = rows.numbers(start);
      if (list > 0) {
        return replace(Placeholder.LIST, start, list);
      }
      int time = VolatileForms.time(text, length, start);
      if (time > 0) {
        return replace(Placeholder.TIME, start, time);
      }
    }
    int digits = digitsEnd(text, length, start);
    if (digits == end) {
      if (end - start > LONGEST_HEX_ID) {
        return replace(Placeholder.HEX, start, end);
      }
      int dotted = VolatileForms.dotted(text, length, start);
      boolean ip =
          VolatileForms.isIpv4(text, start, dotted) && VolatileForms.endsAt(text, length, dotted);
      return replace(ip ? Placeholder.IP : Placeholder.NUM, start, dotted);
    }
    if (digits == start + 1
        && text[start] == '0'
        && (text[digits] == 'x' || text[digits] == 'X')
        && end > digits + 1
        && isHex(digits + 1, end)) {
      int size = end - digits - 1;
      if (size <= LONGEST_HEX_NUMBER) {
        return replace(Placeholder.NUM, start, end);
      }
      return replace(HASH_DIGITS.contains(size) ? Placeholder.HASH : Placeholder.HEX, start, end);
    }
    return mixed(start, end);
  }

  /** {@code 2>}, {@code 2>&1}, {@code <&3}: the number is a place, not a quantity. */
  private boolean isFileDescriptor(int start, int end) {
    if (end - start != 1) {
      return false;
    }
    if (end < length && (text[end] == '>' || text[end] == '<')) {
      boolean alone = start == 0 || " ;|&(){}'\"".indexOf(text[start - 1]) >= 0;
      if (alone && Placeholder.end(text, length, end) < 0) {
        return true;
      }
    }
    return start >= 2
        && text[start - 1] == '&'
        && (text[start - 2] == '>' || text[start - 2] == '<')
        && placeholderEnd != start - 1;
  }

  /** {@code $1}, {@code ${1}}: another number is another argument or column. */
  private boolean isPositional(int start, int end) {
    int sign = start > 0 && text[start - 1] == '{' ? start - 2 : start - 1;
    return end == start + 1
        && text[start] != '0'
        && sign >= 0
        && text[sign] == '$'
        && VolatileForms.endsAt(text, length, end)
        && VolatileForms.dotted(text, length, start) == end;
  }

  private int beginsWithLetter(int start, int digit, int end) {
    if (is(start, "x86_64") && wordEnd(text, length, start) == start + 3) {
      int whole = start + 6;
      if (VolatileForms.endsAt(text, length, whole)) {
        return whole;
      }
    }
    if (digitsEnd(text, length, digit) == end
        && DigitNames.isVersioned(text, start, digit)
        && DigitNames.keeps(text, start, end)) {
      int dotted = VolatileForms.dotted(text, length, digit);
      return VolatileForms.endsAt(text, length, dotted) ? dotted : end;
    }
    return mixed(start, end);
  }

  /** Handles a word of letters and digits. */
  private int mixed(int start, int end) {
    if (DigitNames.keeps(text, start, end)) {
      return end;
    }
    if (EncodedRows.areBareEscapes(text, start, end)) {
      return replace(Placeholder.ESC, start, end);
    }
    int size = end - start;
    int digits = 0;
    int runs = 1;
    boolean hex = true;
    for (int i = start; i < end; i++) {
      boolean isDigit = isDigit(text[i]);
      digits += isDigit ? 1 : 0;
      hex &= Characters.isHex(text[i]);
      runs += i > start && isDigit != isDigit(text[i - 1]) ? 1 : 0;
    }
    if (hex && size >= SHORTEST_HEX && (digits > 1 || size >= LONG_HEX)) {
      if (HASH_DIGITS.contains(size)) {
        return replace(Placeholder.HASH, start, end);
      }
      return replace(size > LONGEST_HEX_ID ? Placeholder.HEX : Placeholder.ID, start, end);
    }
    if (runs >= RUNS_OF_ID && size >= SHORTEST_ID) {
      return replace(isEncoded(start, end) ? Placeholder.B64 : Placeholder.ID, start, end);
    }
    int at = start;
    while (at < end) {
      int run = digitsEnd(text, end, at);
      if (run == at) {
        at++;
      } else if (run < end) {
        at = replace(Placeholder.NUM, at, run);
      } else {
        at = replace(Placeholder.NUM, at, VolatileForms.dotted(text, length, at));
      }
    }
    return at;
  }

  /** Whether letters and digits alternate too often for an identifier. */
  private boolean isEncoded(int start, int end) {
    boolean lower = false;
    for (int i = start; i < end; i++) {
      lower |= Characters.isLower(text[i]);
    }
    return end - start > (lower ? LONGEST_LOWER_ID : LONGEST_ID);
  }
}
