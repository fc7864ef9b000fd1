package dev.longtail.training.classify;

import dev.longtail.udfs.text.CommandHash;
import java.util.concurrent.atomic.AtomicInteger;

/** Vectors of a line's runs of three characters: like an embedding, lines alike are near. */
public final class HashedVectors implements LineVectors {
  static final int DIMENSIONS = 24;

  private final AtomicInteger asked = new AtomicInteger();

  @Override
  public String model() {
    return "runs-of-three";
  }

  @Override
  public int dimensions() {
    return DIMENSIONS;
  }

  /** How many vectors were asked for. */
  int asked() {
    return asked.get();
  }

  @Override
  public float[] of(String commandLine) {
    asked.incrementAndGet();
    float[] vector = new float[DIMENSIONS];
    vector[0] = 0.01f;
    for (int i = 0; i + 3 <= commandLine.length(); i++) {
      long hash = CommandHash.of(commandLine.substring(i, i + 3));
      vector[(int) Long.remainderUnsigned(hash, DIMENSIONS)] += hash < 0 ? -1 : 1;
    }
    double squares = 0;
    for (float value : vector) {
      squares += value * value;
    }
    for (int d = 0; d < DIMENSIONS; d++) {
      vector[d] = (float) (vector[d] / Math.sqrt(squares));
    }
    return vector;
  }
}
