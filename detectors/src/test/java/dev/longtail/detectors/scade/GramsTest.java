package dev.longtail.detectors.scade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GramsTest {
  private static final int A = 0;
  private static final int B = 1;

  @Test
  void aLineHasItsTokensAndTheirPairsInTheOrderOfTheirFirstOccurrence() {
    GramVocabulary vocabulary = new GramVocabulary();
    Grams grams = vocabulary.add("net use net use Z:");
    assertThat(textsOf(grams, vocabulary))
        .containsExactly("net", "use", "net use", "use net", "Z", "use Z", ":", "Z :");
    assertThat(grams.occurrences()).containsExactly(2, 2, 2, 1, 1, 1, 1, 1);
    assertThat(grams.length()).isEqualTo(11);
    assertThat(vocabulary.isPair(0)).isFalse();
    assertThat(vocabulary.isPair(2)).isTrue();
  }

  @Test
  void equalGramsOfTwoLinesHaveOneNumber() {
    GramVocabulary vocabulary = new GramVocabulary();
    Grams first = vocabulary.add("a b");
    assertThat(vocabulary.add("a b")).isEqualTo(first).hasSameHashCodeAs(first);
    assertThat(vocabulary.size()).isEqualTo(3);
    assertThat(vocabulary.add("b a")).isNotEqualTo(first);
    assertThat(vocabulary.size()).isEqualTo(4);
  }

  @Test
  void ofALongLineTheFirstTokensCount() {
    GramVocabulary vocabulary = new GramVocabulary();
    String line =
        IntStream.range(0, 10 * GramVocabulary.LONGEST_LINE)
            .mapToObj(i -> word(i))
            .collect(Collectors.joining(" "));
    assertThat(vocabulary.add(line).size()).isEqualTo(2 * GramVocabulary.LONGEST_LINE - 1);
    assertThat(vocabulary.size()).isEqualTo(2 * GramVocabulary.LONGEST_LINE - 1);
  }

  @Test
  void aBlankLineHasNoGrams() {
    GramVocabulary vocabulary = new GramVocabulary();
    assertThat(vocabulary.add("  ").size()).isZero();
    assertThat(vocabulary.add("").length()).isZero();
  }

  /** Three lines: "a b", "a c", "a a"; a is in all, b in one. */
  @Test
  void theStatisticsAreThoseComputedByHand() {
    GramStatistics statistics = SampleGrams.of(List.of("a b", "a c", "a a")).statistics();
    assertThat(statistics.lines()).isEqualTo(3);
    assertThat(statistics.linesWith(A)).isEqualTo(3);
    assertThat(statistics.linesWith(B)).isEqualTo(1);
    // ln(1 + 0.5 / 3.5) and ln(1 + 2.5 / 1.5)
    assertThat(statistics.idf(A)).isCloseTo(0.133531, within(1e-6));
    assertThat(statistics.idf(B)).isCloseTo(0.980829, within(1e-6));
    // 1 + (2 · 1/4 ln 1/4 + 1/2 ln 1/2) / ln 3
    assertThat(statistics.entropyWeight(A)).isCloseTo(0.053605, within(1e-6));
    assertThat(statistics.entropyWeight(B)).isEqualTo(1);
  }

  @Test
  void anEvenlySpreadGramHasNoEntropyWeightAndOneOfAOneLineSampleHasAll() {
    assertThat(SampleGrams.of(List.of("a", "a", "a", "a")).statistics().entropyWeight(A))
        .isCloseTo(0, within(1e-12));
    assertThat(SampleGrams.of(List.of("a a a")).statistics().entropyWeight(A)).isEqualTo(1);
  }

  /** Letters only, because digits are masked in tokens. */
  private static String word(int number) {
    return Integer.toString(number)
        .chars()
        .mapToObj(digit -> Character.toString('a' + digit - '0'))
        .collect(Collectors.joining());
  }

  private static List<String> textsOf(Grams grams, GramVocabulary vocabulary) {
    return Arrays.stream(grams.numbers()).mapToObj(vocabulary::text).toList();
  }
}
