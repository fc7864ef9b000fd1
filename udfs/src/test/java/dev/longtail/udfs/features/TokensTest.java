package dev.longtail.udfs.features;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class TokensTest {
  /**
   * Python's {@code \w+|[^\w\s]+} in Java's terms: Python counts all numeric characters as words.
   */
  private static final Pattern PATTERN =
      Pattern.compile(
          "[\\p{L}\\p{N}_]+|[^\\p{L}\\p{N}_\\p{Z}\\t-\\r\\x1c-\\x1f\\x85]+", Pattern.DOTALL);

  @Test
  void splitsWordsFromSymbols() {
    assertThat(Tokens.of("print -l **/*(mh-12) a_B9"))
        .containsExactly("print", "-", "l", "**/*(", "mh", "-", "**", ")", "a_B*");
    assertThat(Tokens.of(" \t\n")).isEmpty();
    assertThat(Tokens.of("")).isEmpty();
  }

  @Test
  void charactersOfAnyScriptAreAsInPython() {
    assertThat(Tokens.of("größe²\u00a0x\u0085y\u001fz")).containsExactly("größe²", "x", "y", "z");
    assertThat(Tokens.of("٣é 𝟗x 😀😀a")).containsExactly("*é", "*x", "😀😀", "a");
    assertThat(Tokens.of("e\u0301")).containsExactly("e", "\u0301");
    assertThat(Tokens.of("a\ud83d \udc00b")).containsExactly("a", "\ud83d", "\udc00", "b");
  }

  @Property
  void agreeWithTheRegularExpression(Any any) {
    String line = any.text();
    List<String> expected =
        PATTERN
            .matcher(line)
            .results()
            .map(MatchResult::group)
            .map(token -> token.replaceAll("\\p{Nd}", "*"))
            .toList();
    assertThat(Tokens.of(line)).isEqualTo(expected);
  }
}
