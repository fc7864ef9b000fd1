package dev.longtail.training.passport;

import java.util.ArrayList;
import java.util.List;

/** Texts that are equal but for their digits, e.g. {@code 1.18.10} and {@code 1.9.3}. */
final class DigitForm {
  private static final String DIGIT = "[0-9]";

  private final List<String> texts;
  private final int[] least;
  private final int[] most;

  private DigitForm(List<String> texts) {
    this.texts = texts;
    least = new int[texts.size() - 1];
    most = new int[texts.size() - 1];
  }

  /** What stands around the digits of {@code text}: one text more than there are numbers. */
  static List<String> around(String text) {
    List<String> texts = new ArrayList<>();
    int from = 0;
    for (int i = 0; i <= text.length(); i++) {
      boolean digit = i < text.length() && isDigit(text.charAt(i));
      if (digit && (i == 0 || !isDigit(text.charAt(i - 1)))) {
        texts.add(text.substring(from, i));
      }
      from = digit ? i + 1 : from;
    }
    texts.add(text.substring(from));
    return List.copyOf(texts);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** The form of {@code texts}, as {@link #around} gave them, with numbers of no length yet. */
  static DigitForm of(List<String> around) {
    return new DigitForm(around);
  }

  /** Widens the lengths of the numbers so that {@code text}, of this form, is matched. */
  void add(String text) {
    int number = 0;
    for (int i = 0; i < text.length(); i++) {
      int start = i;
      while (i < text.length() && isDigit(text.charAt(i))) {
        i++;
      }
      if (i > start) {
        int length = i - start;
        least[number] = least[number] == 0 ? length : Math.min(least[number], length);
        most[number] = Math.max(most[number], length);
        number++;
      }
    }
  }

  /** Matches the texts with other digits, in numbers of the lengths that were seen. */
  String regex() {
    StringBuilder regex = new StringBuilder(RegexText.literal(texts.get(0)));
    for (int i = 0; i < least.length; i++) {
      regex.append(RegexText.times(DIGIT, least[i], most[i]));
      regex.append(RegexText.literal(texts.get(i + 1)));
    }
    return regex.toString();
  }
}
