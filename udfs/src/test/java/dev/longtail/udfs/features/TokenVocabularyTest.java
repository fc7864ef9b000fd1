package dev.longtail.udfs.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TokenVocabularyTest {
  @Test
  void countsLinesAndNotOccurrences() {
    TokenVocabulary vocabulary = TokenVocabulary.fit(List.of("a a a a b", "b c1", "b c2", "d"), 3);
    assertThat(tokens(vocabulary)).containsExactly("b", "c*", "a");
    assertThat(vocabulary.documentFrequency(0)).isEqualTo(3);
    assertThat(vocabulary.documentFrequency(1)).isEqualTo(2);
    assertThat(vocabulary.documents()).isEqualTo(4);
    assertThat(vocabulary.indexOf("c*")).isEqualTo(1);
    assertThat(vocabulary.indexOf("d")).isEqualTo(-1);
    assertThat(vocabulary.idf(0)).isCloseTo(Math.log(5.0 / 4) + 1, within(1e-15));
  }

  @Test
  void tiesBreakByText() {
    assertThat(tokens(TokenVocabulary.fit(List.of("z y x B a"), 3))).containsExactly("B", "a", "x");
  }

  @Test
  void theEmptyVocabularyKnowsNothing() {
    assertThat(TokenVocabulary.EMPTY.size()).isZero();
    assertThat(TokenVocabulary.EMPTY.indexOf("a")).isEqualTo(-1);
    assertThat(TokenVocabulary.fit(List.of("", " "), 10).size()).isZero();
    assertThatThrownBy(() -> TokenVocabulary.fit(List.of(), -1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property(tries = 200)
  void agreesWithADirectCount(Any any) {
    List<String> lines = any.list(0, 40, any::text);
    int size = any.between(0, 60);
    Map<String, Integer> frequencies = new TreeMap<>();
    for (String line : lines) {
      new HashSet<>(Tokens.of(line)).forEach(token -> frequencies.merge(token, 1, Integer::sum));
    }
    List<String> expected =
        frequencies.entrySet().stream()
            .sorted(
                Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(size)
            .map(Map.Entry::getKey)
            .toList();
    TokenVocabulary vocabulary = TokenVocabulary.fit(lines, size);
    assertThat(tokens(vocabulary)).isEqualTo(expected);
    for (int token = 0; token < vocabulary.size(); token++) {
      assertThat(vocabulary.documentFrequency(token))
          .isEqualTo(frequencies.get(expected.get(token)));
      assertThat(vocabulary.indexOf(expected.get(token))).isEqualTo(token);
    }
  }

  @Property(tries = 100)
  void theOrderOfTheLinesDoesNotMatter(Any any) throws IOException {
    List<String> lines = any.list(2, 40, any::text);
    List<String> shuffled = new ArrayList<>(lines);
    Collections.shuffle(shuffled, any.random());
    assertThat(written(TokenVocabulary.fit(shuffled, 20)))
        .isEqualTo(written(TokenVocabulary.fit(lines, 20)));
  }

  @Property(tries = 100)
  void readsWhatItWrote(Any any) throws IOException {
    List<String> lines = any.list(0, 20, any::text);
    byte[] state = written(TokenVocabulary.fit(lines, 30));
    assertThat(written(read(state))).isEqualTo(state);
  }

  @Test
  void aTokenMayBeLongerThan64KiB() throws IOException {
    String longest = "x".repeat(128 << 10) + "\ud800";
    TokenVocabulary vocabulary = read(written(TokenVocabulary.fit(List.of(longest, "b"), 5)));
    assertThat(vocabulary.indexOf("x".repeat(128 << 10))).isNotNegative();
    assertThat(vocabulary.indexOf("\ud800")).isNotNegative();
    assertThat(vocabulary.documents()).isEqualTo(2);
  }

  @Test
  void comparesTheTextAndNotTheHashAlone() {
    TokenVocabulary vocabulary = TokenVocabulary.fit(List.of("abc"), 1);
    long hash = LineScan.hash("abc");
    assertThat(vocabulary.indexOf(hash, "abc".toCharArray(), 0, 3)).isZero();
    assertThat(vocabulary.indexOf(hash, "abd".toCharArray(), 0, 3)).isEqualTo(-1);
    assertThat(vocabulary.indexOf(hash, "abcd".toCharArray(), 0, 4)).isEqualTo(-1);
  }

  private static List<String> tokens(TokenVocabulary vocabulary) {
    return IntStream.range(0, vocabulary.size()).mapToObj(vocabulary::token).toList();
  }

  private static byte[] written(TokenVocabulary vocabulary) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    vocabulary.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static TokenVocabulary read(byte[] state) throws IOException {
    return TokenVocabulary.read(new DataInputStream(new ByteArrayInputStream(state)));
  }
}
