package dev.longtail.udfs.reading;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Puts the values of variables in their place: those that the line sets itself, in the manner of
 * sh, cmd or PowerShell, and pieces of variables that every Windows has ({@code %comspec:~-7,1%}).
 */
final class Variables {
  /** The most variables of a line that are followed. */
  private static final int MOST = 40;

  private static final Pattern SET =
      Pattern.compile(
          "(?i)(?:^|[;&|({\"'\\s])(?:(?:set|export)\\s+/?(?:\"?)|\\$)?([a-z_][a-z0-9_]{0,30})\\s{0,3}=\\s{0,3}"
              + "(?:\"([^\"&|;]{0,200})\"|'([^'&|;]{0,200})'|([^\\s\"'&|;()]{1,200}))");
  private static final Pattern USED =
      Pattern.compile(
          "(?i)\\$\\{([a-z_][a-z0-9_]{0,30})(?:#|%)?\\}|\\$([a-z_][a-z0-9_]{0,30})"
              + "|[%!]([a-z_][a-z0-9_]{0,30})(?::~(-?\\d{1,4})(?:,(-?\\d{1,4}))?)?[%!]");

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

  private Variables() {}

  /** The text with the values in place; the text itself if there are none. */
  static String inPlace(String text) {
    if (text.indexOf('$') < 0 && text.indexOf('%') < 0 && text.indexOf('!') < 0) {
      return text;
    }
    Map<String, String> values = set(text);
    Matcher used = USED.matcher(text);
    StringBuilder out = new StringBuilder();
    int from = 0;
    while (used.find()) {
      String value = value(used, values);
      if (value != null && out.length() + value.length() < 2L * text.length() + 2000) {
        out.append(text, from, used.start()).append(value);
        from = used.end();
      }
    }
    return from == 0 ? text : out.append(text, from, text.length()).toString();
  }

  private static Map<String, String> set(String text) {
    Map<String, String> values = new HashMap<>();
    Matcher set = SET.matcher(text);
    int at = 0;
    while (values.size() < MOST && at <= text.length() && set.find(at)) {
      String value = set.group(2) != null ? set.group(2) : set.group(3);
      values.put(lower(set.group(1)), value != null ? value : set.group(4));
      at = set.end();
    }
    return values;
  }

  /** The value of one use; null if it is not known. */
  private static String value(Matcher used, Map<String, String> values) {
    String name = used.group(1) != null ? used.group(1) : used.group(2);
    if (name != null) {
      return values.get(lower(name));
    }
    String whole = values.get(lower(used.group(3)));
    if (used.group(4) == null) {
      return whole;
    }
    whole = whole == null ? WINDOWS.get(lower(used.group(3))) : whole;
    return whole == null ? null : piece(whole, used.group(4), used.group(5));
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static String piece(String whole, String offset, String length) {
    int from = Integer.parseInt(offset);
    from = Math.max(0, Math.min(whole.length(), from < 0 ? whole.length() + from : from));
    int to = whole.length();
    if (length != null) {
      int given = Integer.parseInt(length);
      to = given < 0 ? whole.length() + given : from + given;
    }
    return whole.substring(from, Math.max(from, Math.min(whole.length(), to)));
  }
}
