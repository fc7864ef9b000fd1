package dev.longtail.training.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import org.junit.jupiter.api.Test;

class NgramVectorizerTest {
  private final NgramVectorizer vectorizer = new NgramVectorizer();

  @Test
  void takesEveryRunOfThreeToFiveCharacters() {
    // " abcd " has four runs of 3, three of 4 and two of 5
    assertThat(vectorizer.row("abcd").size()).isEqualTo(9);
  }

  @Test
  void caseAndTheValueOfDigitsDoNotMatter() {
    assertThat(columns("CMD /c ping 10.1.2.3")).isEqualTo(columns("cmd /C PING 99.8.7.6"));
    assertThat(columns("cmd /c ping")).isNotEqualTo(columns("cmd /k ping"));
  }

  @Test
  void aRepeatedRunWeighsMoreButNotManyTimesMore() {
    // "aaaaaa" repeats " aa" never and "aaa" four times
    SparseRow row = vectorizer.row("aaaaaa");
    double least = Double.MAX_VALUE;
    double most = 0;
    for (int i = 0; i < row.size(); i++) {
      least = Math.min(least, row.value(i));
      most = Math.max(most, row.value(i));
    }
    assertThat(most / least).isCloseTo(1 + Math.log(4), within(1e-5));
  }

  @Test
  void aLineTooShortForARunHasNone() {
    assertThat(vectorizer.row("").size()).isZero();
  }

  @Property
  void rowsHaveLengthOneAndDoNotRememberOtherLines(Any any) {
    String one = any.text();
    String other = any.text();
    SparseRow first = vectorizer.row(one);
    double squares = 0;
    for (int i = 0; i < first.size(); i++) {
      squares += first.value(i) * first.value(i);
      assertThat(i == 0 || first.column(i) > first.column(i - 1)).isTrue();
    }
    assertThat(squares).isCloseTo(first.size() == 0 ? 0 : 1, within(1e-5));
    vectorizer.row(other);
    assertThat(columns(one)).isEqualTo(text(first));
  }

  private String columns(String line) {
    return text(vectorizer.row(line));
  }

  private static String text(SparseRow row) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      text.append(row.column(i)).append(':').append(row.value(i)).append(' ');
    }
    return text.toString();
  }
}
