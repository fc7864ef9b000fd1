package dev.longtail.training.classify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.udfs.features.ExpertFeatures;
import dev.longtail.udfs.text.CommandHash;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CommandVectorizerTest {
  private final CommandVectorizer vectorizer = new CommandVectorizer();

  @Test
  void holdsTheExpertFeaturesFirst() {
    double[] expert = new double[ExpertFeatures.count()];
    new ExpertFeatures().extract("certutil -decode a b", expert);
    Map<Integer, Float> row = row("certutil -decode a b");
    for (int i = 0; i < expert.length; i++) {
      assertThat(row.getOrDefault(i, 0f)).isEqualTo((float) expert[i]);
    }
  }

  @Test
  void countsTokensInTheirColumns() {
    SortedMap<Integer, Float> row = row("run run 12 34 go");
    assertThat(row.get(column("run"))).isEqualTo(2);
    assertThat(row.get(column("**"))).isEqualTo(2);
    assertThat(row.get(column("go"))).isEqualTo(1);
    assertThat(row.tailMap(ExpertFeatures.count())).hasSize(3);
  }

  @Test
  void leavesZerosOutAndForgetsTheLineBefore() {
    Map<Integer, Float> first = row("whoami /all");
    row("a completely different line with other tokens");
    assertThat(row("whoami /all")).isEqualTo(first).doesNotContainValue(0f);
    assertThat(row("")).isEmpty();
  }

  private static int column(String token) {
    return ExpertFeatures.count() + ((int) CommandHash.of(token) & 4095);
  }

  private SortedMap<Integer, Float> row(String line) {
    SparseRow row = vectorizer.row(line);
    SortedMap<Integer, Float> values = new TreeMap<>();
    for (int i = 0; i < row.size(); i++) {
      values.put(row.column(i), row.value(i));
    }
    return values;
  }
}
