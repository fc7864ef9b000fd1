package dev.longtail.udfs.template;

import dev.longtail.udfs.text.Characters;
import java.util.Locale;
import java.util.Set;

/**
 * Words whose digits belong to the name: {@code sha256sum}, {@code net472}, {@code x86}, {@code
 * in2csv}. In all other words a digit is volatile.
 *
 * <p>A word keeps its digits in four cases: it is in {@link #NAMES}; it is a name of {@link
 * #VERSIONED} followed by digits; the digits are 32, 64 or 86 behind at least three letters (the
 * width of a machine); or it has only one digit, between letters. The names are listed in {@code
 * volatile.yaml}.
 */
final class DigitNames {
  private static final int LONGEST = 14;
  private static final int LONGEST_VERSION = 3;
  private static final int LONGEST_HYPHENATED = 3;

  /** Names that end in digits, or have several groups of digits. */
  private static final Set<String> NAMES = Set.copyOf(VolatileWords.of("digit-names", LONGEST));

  /**
   * Names that may be followed by a version, with or without dots, which is part of the spoken
   * name.
   */
  private static final Set<String> VERSIONED =
      Set.copyOf(VolatileWords.of("versioned-names", LONGEST));

  /** Names that are joined with a number by a hyphen: {@code utf-8}. */
  private static final Set<String> HYPHENATED =
      Set.copyOf(VolatileWords.of("hyphenated-names", LONGEST_HYPHENATED));

  private DigitNames() {}

  /** Whether the word {@code text[start, end)} keeps its digits. */
  static boolean keeps(char[] text, int start, int end) {
    int first = start;
    while (first < end && !Characters.isDigit(text[first])) {
      first++;
    }
    int last = Characters.digitsEnd(text, end, first);
    boolean oneRun = true;
    for (int i = last; i < end; i++) {
      oneRun &= !Characters.isDigit(text[i]);
    }
    if (oneRun && first > start) {
      if (last - first == 1 && last < end) {
        return true;
      }
      if (last - first == 2 && first - start >= 3 && isWidth(text[first], text[first + 1])) {
        return true;
      }
    }
    if (end - start > LONGEST) {
      return false;
    }
    return NAMES.contains(lower(text, start, end))
        || (oneRun
            && last == end
            && last - first <= LONGEST_VERSION
            && isVersioned(text, start, first));
  }

  /** Whether digits directly behind the letters {@code text[start, end)} are a version. */
  static boolean isVersioned(char[] text, int start, int end) {
    return end > start && end - start <= LONGEST && VERSIONED.contains(lower(text, start, end));
  }

  /**
   * Whether a number behind the letters {@code text[start, end)} and a hyphen belongs to the name.
   */
  static boolean isHyphenated(char[] text, int start, int end) {
    return end - start == LONGEST_HYPHENATED && HYPHENATED.contains(lower(text, start, end));
  }

  private static boolean isWidth(char tens, char ones) {
    return (tens == '3' && ones == '2')
        || (tens == '6' && ones == '4')
        || (tens == '8' && ones == '6');
  }

  private static String lower(char[] text, int start, int end) {
    return new String(text, start, end - start).toLowerCase(Locale.ROOT);
  }
}
