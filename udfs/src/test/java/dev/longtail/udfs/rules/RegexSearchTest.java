package dev.longtail.udfs.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegexSearchTest {
  private static final String[] ATOMS = {
    "a",
    "b",
    "ab",
    "c",
    " ",
    ".",
    "\\s",
    "\\S",
    "\\w",
    "\\d",
    "\\b",
    "\\B",
    "^",
    "$",
    "\\.",
    "[ab]",
    "[^a]",
    "[a-c.-]",
    "[]a]",
    "[^ -b{-~\n]",
    "[\\s,]",
    "(?:ab|c)",
    "(a|b)",
    "(?:a|b|)",
    "\\+",
    "{",
    "}",
    "1",
    "_",
    "\n",
    "\u00e9",
    "[\u00e9a]"
  };
  private static final String[] TIMES = {
    "", "", "", "*", "+", "?", "*?", "{2}", "{1,3}", "{0,2}", "{2,}", "{0}"
  };

  private static boolean re2(Pattern pattern, String text) {
    return pattern.matcher(text).find();
  }

  private static String regex(Any any) {
    StringBuilder regex = new StringBuilder();
    for (int parts = any.between(1, 6); parts > 0; parts--) {
      String atom = any.of(ATOMS);
      boolean place =
          atom.equals("^") || atom.equals("$") || atom.startsWith("\\b") || atom.startsWith("\\B");
      regex.append(atom.length() == 1 || atom.charAt(0) != 'a' ? atom : "(?:" + atom + ")");
      regex.append(place ? "" : any.of(TIMES)).append(any.between(0, 7) == 0 ? "|" : "");
    }
    return any.between(0, 3) == 0 ? "(?:" + regex + "){1,2}c" : regex.toString();
  }

  @Property(tries = 4000)
  void findsWhatRe2Finds(Any any) {
    String regex = regex(any);
    Pattern pattern;
    try {
      pattern = Pattern.compile(regex, any.of(0, Pattern.DOTALL));
    } catch (com.google.re2j.PatternSyntaxException e) {
      return; // "{2}" behind a brace, and the like
    }
    RegexSearch search = RegexSearch.of(pattern);
    for (int i = 0; i < 10; i++) {
      String text = any.text("aabbc. 1_+\n{}\u00e9", 12);
      assertThat(search.isFoundIn(text)).as("%s in %s", regex, text).isEqualTo(re2(pattern, text));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " ~ ",
      value = {
        "\\breg(?:\\.exe)?\\s+add\\s.*run ~ reg .. add .. run",
        "(?:curl|wget)\\s.*\\|\\s*(?:ba)?sh ~ (curl | wget) .. | .. sh",
        "a+bc?d ~ a .. b .. d",
        "mimi(?:katz|drv){2} ~ mimi .. (katz | drv)",
        "x{0,3}y{2} ~ y",
        "(?:ab|c*)d ~ d",
        "[ab][c]e ~ ce"
      })
  void knowsTheWordsThatAreRequired(String regex, String words) {
    assertThat(RegexSearch.of(Pattern.compile(regex))).hasToString(words);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(?i)abc",
        "\\x41",
        "\\pL",
        "\\Qa+\\E",
        "[[:alpha:]]b",
        "(?P<n>a)b",
        "a\ud83d\ude00*"
      })
  void whatItDoesNotKnowItLeavesToRe2(String regex) {
    Pattern pattern = Pattern.compile(regex);
    RegexSearch search = RegexSearch.of(pattern);
    for (String text : List.of("ABC", "abc", "A", "a+", "xb", "\u00e9ab", "")) {
      assertThat(search.isFoundIn(text)).as(text).isEqualTo(re2(pattern, text));
    }
  }

  /** Each place of an a in the last fourteen characters is a state of its own: 16,384 of them. */
  @Test
  void anExpressionOfTooManyStatesIsLeftToRe2() {
    Pattern pattern = Pattern.compile("a[ab]{14}c");
    RegexSearch search = RegexSearch.of(pattern);
    java.util.Random random = new java.util.Random(1);
    for (int i = 0; i < 300; i++) {
      StringBuilder text = new StringBuilder();
      random.ints(200, 0, 40).forEach(r -> text.append(r == 0 ? 'c' : r % 2 == 0 ? 'a' : 'b'));
      assertThat(search.isFoundIn(text.toString())).isEqualTo(re2(pattern, text.toString()));
    }
  }

  @Test
  void threadsShareOne() {
    Pattern pattern = Pattern.compile("\\b(?:ab|c)+\\s*1.{0,5}b$");
    RegexSearch search = RegexSearch.of(pattern);
    java.util.Random random = new java.util.Random(2);
    List<String> texts =
        IntStream.range(0, 4000)
            .mapToObj(
                i -> {
                  StringBuilder text = new StringBuilder();
                  random.ints(12, 0, 6).forEach(r -> text.append("abc 1.".charAt(r)));
                  return text.toString();
                })
            .toList();
    List<Boolean> expected = texts.stream().map(text -> re2(pattern, text)).toList();
    List<Boolean> found =
        new ForkJoinPool(4)
            .submit(() -> texts.parallelStream().map(search::isFoundIn).toList())
            .join();
    assertThat(found).isEqualTo(expected);
  }
}
