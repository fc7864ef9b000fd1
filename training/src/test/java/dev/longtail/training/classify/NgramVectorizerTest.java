package dev.longtail.training.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NgramVectorizerTest {
  private static final int WORDS = NgramVectorizer.CHARACTER_COLUMNS;

  private final NgramVectorizer vectorizer = new NgramVectorizer();

  @Test
  void takesEveryRunOfThreeToFiveCharactersAndEveryWordAndPair() {
    // " abcd " has four runs of 3, three of 4 and two of 5, and one word
    assertThat(row("abcd").size()).isEqualTo(9 + 1);
    // "a b c": three words, two pairs
    SparseRow row = row("a b c");
    int words = 0;
    for (int i = 0; i < row.size(); i++) {
      words += row.column(i) >= WORDS ? 1 : 0;
    }
    assertThat(words).isEqualTo(5);
  }

  @Test
  void caseAndTheValueOfDigitsDoNotMatter() {
    assertThat(columns("CMD /c ping 10.1.2.3")).isEqualTo(columns("cmd /C PING 99.8.7.6"));
    assertThat(columns("cmd /c ping")).isNotEqualTo(columns("cmd /k ping"));
  }

  @Test
  void aRepeatedRunWeighsMoreButNotManyTimesMore() {
    // "aaaaaa" repeats " aa" never and "aaa" four times
    SparseRow row = row("aaaaaa");
    double least = Double.MAX_VALUE;
    double most = 0;
    for (int i = 0; i < row.size() && row.column(i) < WORDS; i++) {
      least = Math.min(least, row.value(i));
      most = Math.max(most, row.value(i));
    }
    assertThat(most / least).isCloseTo(1 + Math.log(4), within(1e-5));
  }

  @Test
  void aLineWithoutCharactersHasNoColumns() {
    assertThat(row("").size()).isZero();
  }

  @Test
  void putsMarksLast() {
    SparseRow row = vectorizer.row("", new int[] {0, 2});
    assertThat(row.size()).isEqualTo(2);
    assertThat(row.column(1)).isEqualTo(row.column(0) + 2);
    assertThat(row.column(0) + MarkColumns.count()).isEqualTo(NgramVectorizer.columns());
    assertThat(row.value(0)).isEqualTo(0.5f);
  }

  @Property
  void blocksHaveLengthOneAndDoNotRememberOtherLines(Any any) {
    String one = any.text();
    SparseRow first = row(one);
    double characters = 0;
    double words = 0;
    for (int i = 0; i < first.size(); i++) {
      double square = first.value(i) * first.value(i);
      characters += first.column(i) < WORDS ? square : 0;
      words += first.column(i) < WORDS ? 0 : square;
      assertThat(i == 0 || first.column(i) > first.column(i - 1)).isTrue();
    }
    for (double squares : new double[] {characters, words}) {
      assertThat(squares).isCloseTo(squares == 0 ? 0 : 1, within(1e-5));
    }
    row(any.text());
    assertThat(columns(one)).isEqualTo(text(first));
  }

  /** Scoring makes no row; it must add up the same. */
  @Property
  void productIsThatOfTheRow(Any any) {
    float[] weights = new float[NgramVectorizer.columns()];
    Random random = new Random(any.number());
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextGaussian();
    }
    String line = any.text();
    SparseRow row = row(line);
    double expected = 0;
    for (int i = 0; i < row.size(); i++) {
      expected += weights[row.column(i)] * row.value(i);
    }
    assertThat(vectorizer.dot(line, weights)).isCloseTo(expected, within(1e-4));
  }

  private SparseRow row(String line) {
    return vectorizer.row(line, new int[0]);
  }

  private String columns(String line) {
    return text(row(line));
  }

  private static String text(SparseRow row) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      text.append(row.column(i)).append(':').append(row.value(i)).append(' ');
    }
    return text.toString();
  }
}
