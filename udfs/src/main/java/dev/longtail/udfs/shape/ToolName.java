package dev.longtail.udfs.shape;

import java.util.Locale;
import java.util.Set;

/**
 * The name of a called tool: the last component of its path, in lower case, without the extension
 * of a Windows program. Volatile digits are written as {@code #}.
 *
 * @param name the name; empty if no tool is called
 * @param windows whether it is written as a Windows program, with an extension or backslashes
 * @param cmdlet whether it is named like a PowerShell command, by verb and noun
 */
record ToolName(String name, boolean windows, boolean cmdlet) {
  /** No tool is called. */
  static final ToolName NONE = new ToolName("", false, false);

  private static final int LONGEST_NUMBER = 3;
  private static final int SHORTEST_HEX = 8;
  private static final int GUID = 36;
  private static final int SHORTEST_RANDOM = 12;
  private static final int RUNS_OF_RANDOM = 3;
  private static final int LONGEST = 64;

  /** The approved verbs of PowerShell that are common. */
  private static final Set<String> VERBS =
      Set.of(
          ("add clear close copy enter exit find format get hide join lock move new open optimize"
                  + " pop push redo remove rename reset resize search select set show skip split"
                  + " step switch undo unlock watch backup checkpoint compare compress convert"
                  + " convertfrom convertto dismount edit expand export group import initialize"
                  + " limit merge mount out publish restore save sync unpublish update approve"
                  + " assert complete confirm deny disable enable install invoke register request"
                  + " restart resume start stop submit suspend uninstall unregister wait debug"
                  + " measure ping repair resolve test trace connect disconnect read receive send"
                  + " write block grant protect revoke unblock unprotect use where foreach sort"
                  + " tee")
              .split(" "));

  /** The tool that {@code word} calls. */
  static ToolName of(String word) {
    String text = word.strip();
    if (text.isEmpty()) {
      return NONE;
    }
    if (isNumber(text)) {
      return new ToolName("<num>", false, false);
    }
    boolean variable = "%$!".indexOf(text.charAt(0)) >= 0 && text.length() <= LONGEST;
    String alias = variable ? ShapeSettings.alias(text.toLowerCase(Locale.ROOT)) : null;
    if (alias != null) {
      return new ToolName(alias, true, false);
    }
    if (text.charAt(0) == '$' && text.indexOf('\\') < 0 && text.indexOf('/') < 0) {
      return new ToolName("$" + member(text), false, false);
    }
    int end = text.length();
    while (end > 1 && isSeparator(text.charAt(end - 1))) {
      end--;
    }
    int start = end;
    while (start > 0 && !isSeparator(text.charAt(start - 1))) {
      start--;
    }
    boolean windows = text.lastIndexOf('\\', end - 1) >= 0;
    String base = text.substring(start, Math.min(end, start + LONGEST)).toLowerCase(Locale.ROOT);
    String bare = withoutExtension(base);
    boolean program = bare.length() < base.length();
    return new ToolName(masked(bare), windows || program, !program && isCmdlet(bare));
  }

  /** Whether the text is a number or address, and so no name. */
  private static boolean isNumber(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!(c >= '0' && c <= '9') && c != '.' && c != ':' && c != ',') {
        return false;
      }
    }
    return text.charAt(0) >= '0' && text.charAt(0) <= '9';
  }

  /** The method that is called on a variable: the name behind the last dot. */
  private static String member(String text) {
    int dot = text.lastIndexOf('.', LONGEST);
    String member = dot < 0 ? "" : text.substring(dot, Math.min(text.length(), dot + LONGEST));
    return masked(member.toLowerCase(Locale.ROOT));
  }

  private static String withoutExtension(String base) {
    for (String extension : new String[] {".exe", ".cmd", ".bat", ".com"}) {
      if (base.length() > extension.length() && base.endsWith(extension)) {
        return base.substring(0, base.length() - extension.length());
      }
    }
    return base;
  }

  private static boolean isCmdlet(String name) {
    int dash = name.indexOf('-');
    return dash > 0
        && dash < name.length() - 1
        && name.indexOf('-', dash + 1) < 0
        && VERBS.contains(name.substring(0, dash));
  }

  /**
   * The name with {@code #} for long numbers, for numbers beside {@code -} or {@code _}, and for
   * hexadecimal identifiers. Characters that no name has are removed.
   */
  private static String masked(String name) {
    StringBuilder masked = new StringBuilder(name.length());
    int i = 0;
    while (i < name.length()) {
      char c = name.charAt(i);
      if (isGuid(name, i)) {
        masked.append('#');
        i += GUID;
      } else if (Character.isLetterOrDigit(c)) {
        int end = i;
        while (end < name.length() && Character.isLetterOrDigit(name.charAt(end))) {
          end++;
        }
        boolean setOff = i > 0 && (name.charAt(i - 1) == '-' || name.charAt(i - 1) == '_');
        if (isVolatile(name, i, end, setOff)) {
          masked.append('#');
        } else {
          masked.append(name, i, end);
        }
        i = end;
      } else {
        if ("-_.+[]:@%?!~".indexOf(c) >= 0) {
          masked.append(c);
        }
        i++;
      }
    }
    return masked.toString();
  }

  private static boolean isGuid(String name, int start) {
    if (start + GUID > name.length()) {
      return false;
    }
    for (int i = 0; i < GUID; i++) {
      char c = name.charAt(start + i);
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      if (dash ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isVolatile(String name, int start, int end, boolean setOff) {
    int digits = 0;
    int runs = 0;
    int run = 0;
    int longest = 0;
    boolean hex = true;
    for (int i = start; i < end; i++) {
      char c = name.charAt(i);
      boolean digit = c >= '0' && c <= '9';
      digits += digit ? 1 : 0;
      runs += digit && run == 0 ? 1 : 0;
      run = digit ? run + 1 : 0;
      longest = Math.max(longest, run);
      hex &= digit || (c >= 'a' && c <= 'f');
    }
    boolean number = digits == end - start;
    return longest > LONGEST_NUMBER
        || (end - start >= SHORTEST_RANDOM && runs >= RUNS_OF_RANDOM)
        || (number && setOff)
        || (hex && digits > 0 && end - start >= SHORTEST_HEX);
  }

  private static boolean isSeparator(char c) {
    return c == '/' || c == '\\';
  }
}
