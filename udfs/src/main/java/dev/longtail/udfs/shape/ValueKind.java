package dev.longtail.udfs.shape;

import java.util.Locale;
import java.util.Set;

/** What counts of a value that is a tool's meaning. */
enum ValueKind {
  /** The value itself, in lower case; of a path its last component, of numbers only 0 to 9. */
  VALUE {
    @Override
    String of(String value) {
      boolean id = value.indexOf('{') >= 0 && value.chars().anyMatch(Character::isDigit);
      return id ? "" : masked(lastComponent(value));
    }
  },
  /** An option in a list that is joined by commas: {@code rw,remount}; of its value, on or off. */
  LIST {
    @Override
    String of(String value) {
      int end = 0;
      while (end < value.length() && value.charAt(end) != '=' && value.charAt(end) != ' ') {
        end++;
      }
      String given = value.substring(Math.min(value.length(), end + 1)).toLowerCase(Locale.ROOT);
      return masked(value.substring(0, end)) + (ShapeSettings.isOpposite(given) ? "=" + given : "");
    }
  },
  /** A number of up to four digits, decimal or hexadecimal, without leading zeros. */
  NUMBER {
    @Override
    String of(String value) {
      String number = number(value);
      return number.length() <= 4 ? number : "";
    }
  },
  /** Whether the value is 0. Other numbers are quantities, or mean on. */
  ZERO {
    @Override
    String of(String value) {
      return number(value.substring(value.lastIndexOf(':') + 1)).equals("0") ? "0" : "";
    }
  },
  /** The bits of a file's mode that give rights: set user, set group, sticky, writable by all. */
  MODE {
    @Override
    String of(String value) {
      String number = number(value);
      if (number.length() > 4 || !number.chars().allMatch(c -> c >= '0' && c <= '7')) {
        return "";
      }
      int bits = Integer.parseInt(number, 8) & BITS_OF_RIGHTS;
      return bits == 0 ? "" : Integer.toOctalString(bits);
    }
  },
  /** Whether the value is an account or group that may do everything. */
  ACCOUNT {
    @Override
    String of(String value) {
      String name = value.toLowerCase(Locale.ROOT);
      int domain = name.lastIndexOf('\\');
      String account = name.substring(domain + 1);
      int group = account.indexOf(':');
      String owner = group < 0 ? account : account.substring(0, group);
      return PRIVILEGED.contains(owner) ? owner : "";
    }
  },
  /** The name of a program, script or library, told by its extension. */
  PROGRAM {
    @Override
    String of(String value) {
      String path = ProgramPath.of(value);
      int comma = path.indexOf(',');
      path = comma < 0 ? path : path.substring(0, comma);
      return ShapeSettings.isProgram(path, path.length()) ? fileName(path) : "";
    }
  },
  /** The name of a file that is run, whatever its extension is. */
  SCRIPT {
    @Override
    String of(String value) {
      String path = value.toLowerCase(Locale.ROOT);
      if (path.isBlank() || path.charAt(0) == '<' || path.indexOf(' ') >= 0) {
        // A placeholder, or text that is run and no file.
        return "";
      }
      return fileName(path);
    }
  },
  /** Whether the value is a root, a folder of the system or a device. */
  TARGET {
    @Override
    String of(String value) {
      int colon = value.indexOf(':');
      boolean volume = colon > 1 || (colon == 1 && value.charAt(0) == '/');
      return Targets.of(volume ? value.substring(0, colon) : value);
    }
  },
  /** Whether the value lies on another host. */
  REMOTE {
    @Override
    String of(String value) {
      String text = value.toLowerCase(Locale.ROOT);
      boolean remote =
          text.startsWith("\\\\")
              || text.startsWith("http:")
              || text.startsWith("https:")
              || text.startsWith("ftp:");
      return remote ? "remote" : "";
    }
  };

  private static final int LONGEST = 48;
  private static final int BITS_OF_RIGHTS = 0_7002;
  private static final Set<String> PRIVILEGED = ShapeSettings.words("privileged-accounts");
  private static final Set<String> TEMPORARY = ShapeSettings.words("temporary-folders");

  /** What counts of {@code value}; empty if nothing does. */
  abstract String of(String value);

  /** The name of the field in {@code settings.yaml}. */
  String field() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The name without its folder; below a temporary folder only the extension. */
  private static String fileName(String path) {
    String lower = path.toLowerCase(Locale.ROOT);
    String name = ToolName.of(lower).name();
    if (isTemporary(lower)) {
      int dot = name.lastIndexOf('.');
      return "#" + (dot < 0 ? "" : name.substring(dot));
    }
    return name;
  }

  private static boolean isTemporary(String path) {
    for (String folder : TEMPORARY) {
      if (path.contains(folder)) {
        return true;
      }
    }
    return false;
  }

  private static String lastComponent(String value) {
    int slash = Math.max(value.lastIndexOf('/'), value.lastIndexOf('\\'));
    return slash < 0 || slash == value.length() - 1 ? value : value.substring(slash + 1);
  }

  /** The digits of a number; too many to count if it is none. */
  private static String number(String value) {
    String text = value.strip();
    int start = text.startsWith("-") || text.startsWith("/") ? 1 : 0;
    boolean hexadecimal = text.startsWith("0x", start) || text.startsWith("0X", start);
    int radix = hexadecimal ? 16 : 10;
    int from = hexadecimal ? start + 2 : start;
    if (from >= text.length()) {
      return NONE;
    }
    for (int i = from; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80 || Character.digit(text.charAt(i), radix) < 0) {
        return NONE;
      }
    }
    while (from < text.length() - 1 && text.charAt(from) == '0') {
      from++;
    }
    return text.substring(from).toLowerCase(Locale.ROOT);
  }

  private static final String NONE = "no number";

  /** In lower case, with numbers of several digits as {@code #}, and bounded. */
  private static String masked(String value) {
    StringBuilder masked = new StringBuilder();
    int i = 0;
    while (i < value.length() && masked.length() < LONGEST) {
      char c = value.charAt(i);
      if (c >= '0' && c <= '9') {
        int end = i;
        while (end < value.length() && value.charAt(end) >= '0' && value.charAt(end) <= '9') {
          end++;
        }
        masked.append(end == i + 1 ? String.valueOf(c) : "#");
        i = end;
      } else {
        boolean kept = Character.isLetterOrDigit(c) || "_-.:+=@*%$".indexOf(c) >= 0;
        masked.append(kept ? Character.toLowerCase(c) : '_');
        i++;
      }
    }
    return masked.toString();
  }
}
