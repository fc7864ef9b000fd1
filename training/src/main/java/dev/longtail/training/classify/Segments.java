package dev.longtail.training.classify;

import java.util.ArrayList;
import java.util.List;

/**
 * The commands of a line that holds several. A line is split at {@code ;}, {@code &&}, {@code ||}
 * and ends of lines, but not inside quotes. An attack behind harmless commands is then seen alone.
 */
final class Segments {
  /** The most segments of a line; what comes after them is only part of the whole line. */
  static final int MOST = 12;

  /** A shorter segment says too little. */
  static final int SHORTEST = 4;

  private Segments() {}

  /** The segments in order; empty if the line is not split. */
  static List<String> of(String line) {
    List<String> segments = null;
    char quote = 0;
    int start = 0;
    int length = line.length();
    for (int i = 0; i < length; i++) {
      char c = line.charAt(i);
      if (c > '|') {
        continue;
      }
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == ';' || c == '\n' || ((c == '&' || c == '|') && isNext(line, i, c))) {
        segments = segments == null ? new ArrayList<>() : segments;
        add(segments, line, start, i);
        start = c == ';' || c == '\n' ? i + 1 : i + 2;
        i = start - 1;
      }
    }
    if (segments == null) {
      return List.of();
    }
    add(segments, line, start, length);
    return segments;
  }

  private static boolean isNext(String line, int i, char c) {
    return i + 1 < line.length() && line.charAt(i + 1) == c;
  }

  private static void add(List<String> segments, String line, int start, int end) {
    if (segments.size() < MOST && end - start >= SHORTEST) {
      String segment = line.substring(start, end).strip();
      if (segment.length() >= SHORTEST) {
        segments.add(segment);
      }
    }
  }
}
