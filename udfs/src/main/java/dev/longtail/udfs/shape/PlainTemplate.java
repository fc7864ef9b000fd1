package dev.longtail.udfs.shape;

import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * A template without what a call may be written with or without: the folder and extension of
 * programs, double quotes, and characters that a shell drops from the midst of a word ({@code
 * p^ower^shell}).
 *
 * <p>Lines of equal shape whose plain templates are equal are near-duplicates, whatever their
 * vectors are: {@code "C:\Windows\System32\tasklist.exe" /v} and {@code tasklist /v}. It is only
 * compared; what is embedded is the template.
 */
public final class PlainTemplate {
  private static final String DROPPED = "^`";
  private static final String BEFORE_PROGRAM = " (|;&={\n'";
  private static final String BEHIND_PROGRAM = " )|;&}\n'";

  private PlainTemplate() {}

  /** The plain form of {@code template}. */
  public static String of(String template) {
    String plain = bare(template);
    Set<String> programs = ShapeParser.programs(template);
    List<String> longestFirst =
        programs.stream()
            .sorted(Comparator.comparing(String::length).reversed().thenComparing(p -> p))
            .toList();
    for (String program : longestFirst) {
      plain = replaced(plain, program, ToolName.of(program).name());
    }
    return plain;
  }

  /** The text without double quotes, and without carets and backticks that stand in words. */
  private static String bare(String text) {
    StringBuilder bare = new StringBuilder(text.length());
    int at = 0;
    while (at < text.length()) {
      int end = text.indexOf(' ', at);
      end = end < 0 ? text.length() : end + 1;
      boolean split = isSplit(text, at, end);
      for (int i = at; i < end; i++) {
        char c = text.charAt(i);
        if (c != '"' && !(split && DROPPED.indexOf(c) >= 0)) {
          bare.append(c);
        }
      }
      at = end;
    }
    return bare.toString();
  }

  private static boolean isSplit(String text, int start, int end) {
    for (int i = start + 1; i + 1 < end; i++) {
      if (DROPPED.indexOf(text.charAt(i)) >= 0
          && Character.isLetterOrDigit(text.charAt(i - 1))
          && Character.isLetterOrDigit(text.charAt(i + 1))) {
        return true;
      }
    }
    return false;
  }

  private static String replaced(String text, String program, String name) {
    int found = text.indexOf(program);
    if (found < 0 || name.isEmpty()) {
      return text;
    }
    StringBuilder replaced = new StringBuilder(text.length());
    int copied = 0;
    while (found >= 0) {
      int end = found + program.length();
      boolean begins = found == 0 || BEFORE_PROGRAM.indexOf(text.charAt(found - 1)) >= 0;
      boolean ends = end == text.length() || BEHIND_PROGRAM.indexOf(text.charAt(end)) >= 0;
      if (begins && ends) {
        replaced.append(text, copied, found).append(name);
        copied = end;
      }
      found = text.indexOf(program, end);
    }
    return replaced.append(text, copied, text.length()).toString();
  }
}
