package dev.longtail.training.passport;

import java.util.Collection;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Texts as parts of a regular expression that means the same in the flavours of SIEMs: PCRE, which
 * Sigma asks for, and those of Java, Go, .NET, Python and Lucene. So there are no shorthands such
 * as a backslash and d, no groups with a question mark, and what only Lucene takes for an operator
 * stands in a class.
 */
final class RegexText {
  private static final String ESCAPED = ".?+*|{}[]()\\^$";
  private static final String IN_CLASS = "\"#@&<>~";

  private RegexText() {}

  /** An expression that matches {@code text} alone. */
  static String literal(String text) {
    StringBuilder regex = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (ESCAPED.indexOf(c) >= 0) {
        regex.append('\\').append(c);
      } else if (IN_CLASS.indexOf(c) >= 0) {
        regex.append('[').append(c).append(']');
      } else {
        regex.append(c);
      }
    }
    return regex.toString();
  }

  /** An expression that matches each of the texts and no other. */
  static String anyOf(Collection<String> texts) {
    return choice(texts.stream().map(RegexText::literal).toList());
  }

  /** An expression that matches what one of the expressions matches. */
  static String choice(Collection<String> expressions) {
    TreeSet<String> sorted = new TreeSet<>(expressions);
    return sorted.size() == 1
        ? sorted.first()
        : sorted.stream().collect(Collectors.joining("|", "(", ")"));
  }

  /** {@code of}, at least {@code least} and at most {@code most} times. */
  static String times(String of, int least, int most) {
    return least == most
        ? least == 1 ? of : "%s{%d}".formatted(of, least)
        : "%s{%d,%d}".formatted(of, least, most);
  }
}
