package dev.longtail.labeler.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The commands that a shell runs to make a word: {@code $(...)} and {@code <(...)}. Parentheses
 * count wherever they stand, also in quotes, so a command may seem longer than it is but never
 * shorter.
 */
final class Substitutions {
  private Substitutions() {}

  /** The commands within {@code text}, outermost first; empty if one does not end. */
  static Optional<List<String>> of(String text) {
    List<String> found = new ArrayList<>();
    int from = 0;
    while (true) {
      int start = next(text, from);
      if (start < 0) {
        return Optional.of(found);
      }
      int end = end(text, start + 1);
      if (end < 0) {
        return Optional.empty();
      }
      found.add(text.substring(start + 2, end));
      from = end + 1;
    }
  }

  private static int next(String text, int from) {
    for (int i = from; i + 1 < text.length(); i++) {
      if (begins(text, i)) {
        return i;
      }
    }
    return -1;
  }

  /** Whether a substitution begins at {@code i}; its parenthesis is the next character. */
  static boolean begins(String text, int i) {
    char c = text.charAt(i);
    return (c == '$' || c == '<' || c == '>') && i + 1 < text.length() && text.charAt(i + 1) == '(';
  }

  /** Where the parenthesis at {@code open} closes, or -1. */
  static int end(String text, int open) {
    int depth = 0;
    for (int i = open; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '(') {
        depth++;
      } else if (c == ')' && --depth == 0) {
        return i;
      }
    }
    return -1;
  }
}
