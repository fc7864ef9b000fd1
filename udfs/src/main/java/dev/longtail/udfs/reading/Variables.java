package dev.longtail.udfs.reading;

import dev.longtail.udfs.text.Characters;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Puts the values of variables in their place: those that the line sets itself, in the manner of
 * sh, cmd or PowerShell, and pieces of variables that every Windows has ({@code %comspec:~-7,1%}).
 */
final class Variables {
  /** How a variable is used: what {@link #endOfUse} finds from a sign on. */
  static final String USED =
      "(?i)\\$\\{([a-z_][a-z0-9_]{0,30})(?:#|%)?\\}|\\$([a-z_][a-z0-9_]{0,30})"
          + "|[%!]([a-z_][a-z0-9_]{0,30})(?::~(-?\\d{1,4})(?:,(-?\\d{1,4}))?)?[%!]";

  private static final int LONGEST_NAME = 31;
  private static final int LONGEST_NUMBER = 4;

  private static final Map<String, String> WINDOWS =
      Map.ofEntries(
          Map.entry("comspec", "c:\\windows\\system32\\cmd.exe"),
          Map.entry("public", "c:\\users\\public"),
          Map.entry("programfiles", "c:\\program files"),
          Map.entry("commonprogramfiles", "c:\\program files\\common files"),
          Map.entry("programdata", "c:\\programdata"),
          Map.entry("allusersprofile", "c:\\programdata"),
          Map.entry("systemroot", "c:\\windows"),
          Map.entry("windir", "c:\\windows"),
          Map.entry("systemdrive", "c:"),
          Map.entry("os", "windows_nt"),
          Map.entry("processor_architecture", "amd64"),
          Map.entry("pathext", ".com;.exe;.bat;.cmd;.vbs;.vbe;.js;.jse;.wsf;.wsh;.msc"),
          Map.entry(
              "psmodulepath",
              "c:\\program files\\windowspowershell\\modules;c:\\windows\\system32"
                  + "\\windowspowershell\\v1.0\\modules"),
          Map.entry(
              "path",
              "c:\\windows\\system32;c:\\windows;c:\\windows\\system32\\wbem;c:\\windows\\system32"
                  + "\\windowspowershell\\v1.0\\"));

  private final String text;
  private final Map<String, String> values = new HashMap<>();

  private Variables(String text) {
    this.text = text;
    for (Assignments set = new Assignments(text); set.next(values.size()); ) {
      values.put(lower(set.name()), set.value());
    }
  }

  /** The text with the values in place; the text itself if there are none. */
  static String inPlace(String text) {
    if (text.indexOf('$') < 0 && text.indexOf('%') < 0 && text.indexOf('!') < 0) {
      return text;
    }
    boolean pieces = text.contains(":~");
    if (!pieces && text.indexOf('=') < 0) {
      return text;
    }
    Variables variables = new Variables(text);
    return pieces || !variables.values.isEmpty() ? variables.inPlace() : text;
  }

  private String inPlace() {
    StringBuilder out = new StringBuilder();
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int end = c == '$' || c == '%' || c == '!' ? endOfUse(i) : -1;
      if (end >= 0) {
        String value = value(i, end);
        if (value != null && out.length() + value.length() < 2L * text.length() + 2000) {
          out.append(text, from, i).append(value);
          from = end;
        }
        i = end - 1;
      }
    }
    return from == 0 ? text : out.append(text, from, text.length()).toString();
  }

  /** The end of the use of a variable that starts at {@code start}; -1 if none does. */
  private int endOfUse(int start) {
    if (text.charAt(start) != '$') {
      int name = endOfName(start + 1);
      if (name < 0) {
        return -1;
      }
      int piece = endOfPiece(name);
      return is(piece, '%') || is(piece, '!') ? piece + 1 : -1;
    }
    if (!is(start + 1, '{')) {
      return endOfName(start + 1);
    }
    int name = endOfName(start + 2);
    int close = is(name, '#') || is(name, '%') ? name + 1 : name;
    return is(close, '}') ? close + 1 : -1;
  }

  /** Behind a name of at most 31 characters; -1 if there is none. */
  private int endOfName(int start) {
    int end = start;
    while (end < text.length() && end < start + LONGEST_NAME && isInName(text.charAt(end))) {
      end++;
    }
    return end == start || Characters.isDigit(text.charAt(start)) ? -1 : end;
  }

  /** Behind {@code :~4,2}; where it starts if there is none. */
  private int endOfPiece(int start) {
    int offset = is(start, ':') && is(start + 1, '~') ? endOfNumber(start + 2) : -1;
    if (offset < 0) {
      return start;
    }
    int length = is(offset, ',') ? endOfNumber(offset + 1) : -1;
    return length < 0 ? offset : length;
  }

  private int endOfNumber(int start) {
    int digits = is(start, '-') ? start + 1 : start;
    int end = digits;
    while (end < text.length()
        && end < digits + LONGEST_NUMBER
        && Characters.isDigit(text.charAt(end))) {
      end++;
    }
    return end == digits ? -1 : end;
  }

  private boolean is(int at, char c) {
    return at >= 0 && at < text.length() && text.charAt(at) == c;
  }

  static boolean isInName(char c) {
    return Characters.isLower(c) || Characters.isUpper(c) || Characters.isDigit(c) || c == '_';
  }

  /** The value of the use {@code text[start, end)}; null if it is not known. */
  private String value(int start, int end) {
    int name = is(start + 1, '{') ? start + 2 : start + 1;
    int behind = endOfName(name);
    String key = lower(text.substring(name, behind));
    String set = values.get(key);
    if (text.charAt(start) == '$' || !is(behind, ':')) {
      return set;
    }
    String whole = set == null ? WINDOWS.get(key) : set;
    return whole == null ? null : piece(whole, text.substring(behind + 2, end - 1));
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static String piece(String whole, String numbers) {
    int comma = numbers.indexOf(',');
    int from = Integer.parseInt(comma < 0 ? numbers : numbers.substring(0, comma));
    from = Math.max(0, Math.min(whole.length(), from < 0 ? whole.length() + from : from));
    int to = whole.length();
    if (comma >= 0) {
      int given = Integer.parseInt(numbers.substring(comma + 1));
      to = given < 0 ? whole.length() + given : from + given;
    }
    return whole.substring(from, Math.max(from, Math.min(whole.length(), to)));
  }
}
