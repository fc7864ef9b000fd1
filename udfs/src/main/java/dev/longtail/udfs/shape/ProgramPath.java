package dev.longtail.udfs.shape;

import java.util.Locale;

/**
 * Finds the end of a path to a program that has blanks and no quotes: {@code C:\Program Files\A
 * B\run.exe -q}.
 *
 * <p>Windows tries every beginning of such a line up to a blank, until there is a program of this
 * name. So the path ends behind the first extension of a program. Behind known folders with a blank
 * it ends behind the last word with a separator. A path to a tool that is known ends with it.
 * Linear: no path is longer than {@value #LONGEST} characters.
 */
final class ProgramPath {
  /** The longest path of Windows, in characters. */
  private static final int LONGEST = 260;

  private static final String ENDS = "\"<>|*?&;`\n\r\0";

  private static final String[] ROOTS = {"program files", "documents and settings"};

  private ProgramPath() {}

  /**
   * The end of the path at {@code start}, which may hold blanks; {@code start} if no path begins
   * there that holds a blank.
   *
   * @param called whether a program is called there. Elsewhere only known folders have blanks
   */
  static int end(String line, int start, boolean called) {
    int from = windowsRoot(line, start);
    if (from > start) {
      return windowsEnd(line, start, from, called);
    }
    return called && line.startsWith("/", start) ? unixEnd(line, start) : start;
  }

  /** Whether a path that {@link #end} knows may begin at {@code start}; cheap. */
  static boolean mayBegin(String line, int start) {
    char c = line.charAt(start);
    return c == '/' || windowsRoot(line, start) > start;
  }

  /** Whether a script is a path to a program with arguments behind it. */
  static boolean hasArguments(String script) {
    int from = windowsRoot(script, 0);
    int end = from > 0 ? extensionEnd(script, from, limit(script, 0)) : -1;
    return end > 0 && end < script.length();
  }

  /**
   * The index behind {@code C:\}, {@code \\} or {@code %NAME%\}; {@code start} if none is there.
   */
  private static int windowsRoot(String line, int start) {
    char first = line.charAt(start);
    if (first == '\\') {
      return line.startsWith("\\\\", start) ? start + 2 : start;
    }
    if (first == '%') {
      int end = line.indexOf('%', start + 1);
      boolean variable = end > start + 1 && end < start + LONGEST / 8;
      return variable && line.startsWith("\\", end + 1) ? end + 2 : start;
    }
    boolean drive = (first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z');
    return drive && line.startsWith(":\\", start + 1) ? start + 3 : start;
  }

  private static int limit(String line, int start) {
    return Math.min(line.length(), start + LONGEST);
  }

  private static int windowsEnd(String line, int start, int from, boolean called) {
    int limit = limit(line, start);
    int word = wordEnd(line, from, limit);
    if (word >= limit || line.charAt(word) != ' ') {
      return start;
    }
    boolean root = isRoot(line, from);
    if (!root && (!called || isTool(line.substring(start, word)))) {
      return start;
    }
    int end = extensionEnd(line, from, limit);
    if (end < 0 && root) {
      end = lastSeparated(line, from, limit);
    }
    return end > word ? end : start;
  }

  private static boolean isTool(String path) {
    String name = ToolName.of(path).name();
    return KnownTool.isKnown(name);
  }

  private static boolean isRoot(String line, int from) {
    for (String root : ROOTS) {
      if (line.regionMatches(true, from, root, 0, root.length())) {
        return true;
      }
    }
    return false;
  }

  /** The end of the first word with the extension of a program; -1 if the path ends before it. */
  private static int extensionEnd(String line, int from, int limit) {
    for (int i = from; i < limit; i++) {
      char c = line.charAt(i);
      if (c == ' ' || c == ',' || c == ')' || c == '"') {
        if (ShapeSettings.isProgram(line, i)) {
          return i;
        }
        if (c == '"' || (c == ' ' && isOption(line, i + 1))) {
          return -1;
        }
      } else if (ENDS.indexOf(c) >= 0 || c == ':' || c == '/') {
        return -1;
      }
    }
    return limit == line.length() && ShapeSettings.isProgram(line, limit) ? limit : -1;
  }

  private static boolean isOption(String line, int at) {
    return at + 1 < line.length()
        && (line.charAt(at) == '/' || (line.charAt(at) == '-' && line.charAt(at + 1) != ' '));
  }

  /** The end of the last word before an option that holds a separator. */
  private static int lastSeparated(String line, int from, int limit) {
    int end = -1;
    int at = from;
    while (at < limit) {
      int word = wordEnd(line, at, limit);
      String text = line.substring(at, word);
      if (text.indexOf(':') >= 0 || (!text.isEmpty() && isOption(line, at))) {
        return end;
      }
      if (text.indexOf('\\') > 0) {
        end = word;
      }
      if (word >= limit || line.charAt(word) != ' ') {
        return end;
      }
      at = word + 1;
    }
    return end;
  }

  private static int wordEnd(String line, int from, int limit) {
    int end = from;
    while (end < limit && line.charAt(end) != ' ' && ENDS.indexOf(line.charAt(end)) < 0) {
      end++;
    }
    return end;
  }

  /** Behind {@code X.app/Contents/MacOS/} comes the program, often X itself. */
  private static int unixEnd(String line, int start) {
    int limit = limit(line, start);
    int stop = start;
    while (stop < limit
        && ENDS.indexOf(line.charAt(stop)) < 0
        && "'$(){}\\".indexOf(line.charAt(stop)) < 0
        && !(line.charAt(stop) == ' ' && isOption(line, stop + 1))) {
      stop++;
    }
    String path = line.substring(start, stop);
    String folder = ".app/Contents/MacOS/";
    int contents = path.lastIndexOf(folder);
    int end = 0;
    if (contents > 0) {
      int name = contents + folder.length();
      String app = path.substring(path.lastIndexOf('/', contents) + 1, contents);
      end = path.startsWith(app, name) ? name + app.length() : name;
    } else {
      int support = path.lastIndexOf("/Application Support/");
      end = support < 0 ? 0 : support + "/Application Support/".length();
    }
    if (end == 0) {
      return start;
    }
    int blank = path.indexOf(' ', end);
    return start + (blank < 0 ? path.length() : blank);
  }

  /** The path of a program at the beginning of {@code value}: up to its arguments. */
  static String of(String value) {
    String text = value.strip();
    if (text.isEmpty()) {
      return "";
    }
    if (text.charAt(0) == '"' || text.charAt(0) == '\'') {
      int end = text.indexOf(text.charAt(0), 1);
      return end < 0 ? text.substring(1) : text.substring(1, end);
    }
    int end = end(text, 0, true);
    if (end == 0) {
      end = text.indexOf(' ');
    }
    return (end < 0 ? text : text.substring(0, end)).toLowerCase(Locale.ROOT);
  }
}
