package dev.longtail.training.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NgramIndexTest {
  @Property
  void theHighestAreThoseOfASort(Any any) {
    double[] values = new double[any.between(0, 30)];
    for (int i = 0; i < values.length; i++) {
      values[i] = any.between(0, 4) == 0 ? Double.NEGATIVE_INFINITY : any.between(-3, 3);
    }
    int most = any.between(1, 4);
    assertThat(NgramIndex.highest(values, most))
        .isEqualTo(
            IntStream.range(0, values.length)
                .boxed()
                .filter(i -> values[i] != Double.NEGATIVE_INFINITY)
                .sorted(Comparator.comparingDouble(i -> -values[i]))
                .limit(most)
                .toList());
  }

  @Test
  void productsAreThoseOfTheRows() {
    NgramVectorizer vectorizer = new NgramVectorizer();
    List<SparseRow> rows = new ArrayList<>();
    Lines.draw(20, 1).forEach(line -> rows.add(vectorizer.row(line.cmd(), new int[] {1})));
    SparseRow row = vectorizer.row("powershell -enc SQBFAFgA; git status", new int[] {1, 2});
    float[] products = new NgramIndex(rows).products(row);
    for (int i = 0; i < products.length; i++) {
      double expected = 0;
      for (int k = 0; k < row.size(); k++) {
        for (int other = 0; other < rows.get(i).size(); other++) {
          expected +=
              rows.get(i).column(other) == row.column(k)
                  ? rows.get(i).value(other) * row.value(k)
                  : 0;
        }
      }
      assertThat((double) products[i]).isCloseTo(expected, within(1e-5));
    }
  }
}
