package dev.longtail.udfs.shape;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The canonical form of a flag: without its value, and in lower case if the tool ignores case. */
final class FlagName {
  private static final int LONGEST = 40;

  /**
   * The parameters of powershell.exe. Any unambiguous beginning of a name stands for the parameter.
   */
  private static final List<String> POWERSHELL =
      List.of(
          "-command",
          "-configurationname",
          "-encodedarguments",
          "-encodedcommand",
          "-executionpolicy",
          "-file",
          "-inputformat",
          "-mta",
          "-noexit",
          "-nologo",
          "-noninteractive",
          "-noprofile",
          "-outputformat",
          "-psconsolefile",
          "-sta",
          "-version",
          "-windowstyle",
          "-workingdirectory");

  private FlagName() {}

  /**
   * The flag in a word that begins with a dash, or null.
   *
   * @param fold whether the tool ignores case
   */
  static String dashed(String word, boolean fold) {
    int start = 1;
    if (word.length() > 1 && isDash(word.charAt(1))) {
      start = 2;
    }
    if (word.length() <= start || !isDash(word.charAt(0))) {
      return null;
    }
    char first = word.charAt(start);
    if (isDigit(first)) {
      return "-<num>";
    }
    if (!Character.isLetter(first) && first != '?' && first != '_') {
      return null;
    }
    boolean property = start == 1 && first == 'D';
    int end = start + 1;
    while (end < word.length() && end < LONGEST && isOfName(word.charAt(end), start, property)) {
      end++;
    }
    if (start == 1) {
      end = withoutAttachedNumber(word, end);
    }
    String name = (start == 1 ? "-" : "--") + word.substring(start, withoutEndNumber(word, end));
    return fold ? name.toLowerCase(Locale.ROOT) : name;
  }

  /** {@code -n5} is {@code -n}, and {@code -Xmx512m} is {@code -Xmx}; {@code -sha256} stays. */
  private static int withoutAttachedNumber(String word, int end) {
    if (end > 2 && isDigit(word.charAt(2))) {
      return 2;
    }
    if (word.charAt(1) == 'X') {
      for (int i = 2; i < end; i++) {
        if (isDigit(word.charAt(i))) {
          return i;
        }
      }
    }
    return end;
  }

  /** {@code --gdwarf-5} is {@code --gdwarf}. */
  private static int withoutEndNumber(String word, int end) {
    int digits = end;
    while (digits > 0 && isDigit(word.charAt(digits - 1))) {
      digits--;
    }
    return digits < end && digits > 2 && word.charAt(digits - 1) == '-' ? digits - 1 : end;
  }

  private static boolean isOfName(char c, int start, boolean property) {
    return Character.isLetterOrDigit(c)
        || c == '-'
        || c == '_'
        || (c == '.' && (property || start == 2));
  }

  /** Adds the switches of a word that begins with a slash; {@code /s/q} is two. False if none. */
  static boolean slashed(String word, boolean known, Set<String> flags) {
    int length = word.length();
    if (length < 2) {
      return false;
    }
    int end = 1;
    int slash = 0;
    while (end < length && word.charAt(end) != ':' && word.charAt(end) != '=') {
      char c = word.charAt(end);
      if (c == '/' && slash == 0) {
        slash = end;
      } else if (c == '/' || !(Character.isLetterOrDigit(c) || "?_-+*!".indexOf(c) >= 0)) {
        return false;
      }
      end++;
    }
    char first = word.charAt(1);
    boolean named = Character.isLetter(first) || first == '?' || first == '-';
    boolean two = slash > 0 && slash <= 3 && end - slash > 1 && end - slash <= 3;
    if (!named || (slash > 0 && !two) || end > LONGEST || (!known && end != 2)) {
      return false;
    }
    if (slash > 0) {
      flags.add(word.substring(0, slash).toLowerCase(Locale.ROOT));
      flags.add(word.substring(slash, end).toLowerCase(Locale.ROOT));
    } else {
      flags.add(word.substring(0, end).toLowerCase(Locale.ROOT));
    }
    return true;
  }

  /**
   * The parameter of powershell.exe that {@code flag} stands for: by its alias, otherwise the first
   * parameter that begins with it. If there is none, the flag itself.
   */
  static String ofPowerShell(String flag) {
    String name = flag.charAt(0) == '/' ? '-' + flag.substring(1) : flag;
    switch (name) {
      case "-e", "-ec" -> {
        return "-encodedcommand";
      }
      case "-ep", "-ex", "-exec" -> {
        return "-executionpolicy";
      }
      case "-noni" -> {
        return "-noninteractive";
      }
      case "-nol" -> {
        return "-nologo";
      }
      case "-ea" -> {
        return "-encodedarguments";
      }
      default -> {
        for (String parameter : POWERSHELL) {
          if (isShort(name, parameter)) {
            return parameter;
          }
        }
        return name;
      }
    }
  }

  private static boolean isShort(String name, String parameter) {
    // Two parameters begin with -en; PowerShell takes it for -EncodedCommand.
    return parameter.startsWith(name)
        && !(parameter.equals("-encodedarguments") && name.length() < "-encodeda".length());
  }

  /** The {@code key} of a word {@code key=value}, with its equals sign; or null. */
  static String key(String word) {
    int end = 0;
    while (end < word.length() && end < LONGEST && isOfKey(word.charAt(end))) {
      end++;
    }
    boolean isKey = end > 0 && end < word.length() && word.charAt(end) == '=';
    return isKey && !isDigit(word.charAt(0)) ? word.substring(0, end + 1) : null;
  }

  private static boolean isOfKey(char c) {
    return c == '_' || (c < 0x80 && Character.isLetterOrDigit(c));
  }

  /** Whether the character is a hyphen, or a dash that PowerShell accepts as a hyphen. */
  private static boolean isDash(char c) {
    return c == '-' || (c >= '\u2013' && c <= '\u2015');
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
