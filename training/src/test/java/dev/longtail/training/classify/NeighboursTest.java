package dev.longtail.training.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NeighboursTest {
  private static final int DIMENSIONS = 5;

  @Property
  void takesTheMeanOfTheThreeNearest(Any any) {
    Random random = new Random(any.number());
    int size = any.between(1, 200);
    List<float[]> vectors = IntStream.range(0, size).mapToObj(i -> unit(random)).toList();
    float[] query = unit(random);
    double expected =
        vectors.stream()
            .mapToDouble(vector -> cosine(vector, query))
            .map(cosine -> -cosine)
            .sorted()
            .limit(3)
            .map(cosine -> -cosine)
            .average()
            .orElseThrow();
    assertThat(new Neighbours(vectors, DIMENSIONS).meanCosine(query))
        .isCloseTo(expected, within(1e-5));
  }

  @Test
  void noNeighboursAreNoEvidence() {
    assertThat(new Neighbours(List.of(), DIMENSIONS).meanCosine(new float[DIMENSIONS])).isZero();
  }

  private static double cosine(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  static float[] unit(Random random) {
    float[] vector = new float[DIMENSIONS];
    double squares = 0;
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) random.nextGaussian();
      squares += vector[i] * vector[i];
    }
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) (vector[i] / Math.sqrt(squares));
    }
    return vector;
  }
}
