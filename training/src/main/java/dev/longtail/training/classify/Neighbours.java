package dev.longtail.training.classify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Unit vectors, and the mean cosine of a vector to the nearest {@value #NEAREST} of them. Vectors
 * lie in blocks, component by component, so that the processor computes several products at once.
 */
final class Neighbours {
  /** How many of the nearest vectors count. */
  static final int NEAREST = 3;

  private static final int BLOCK = 64;

  private final int dimensions;
  private final int size;
  private final float[][] blocks;

  Neighbours(List<float[]> vectors, int dimensions) {
    this.dimensions = dimensions;
    this.size = vectors.size();
    this.blocks = new float[(size + BLOCK - 1) / BLOCK][dimensions * BLOCK];
    for (int i = 0; i < size; i++) {
      float[] vector = vectors.get(i);
      float[] block = blocks[i / BLOCK];
      for (int d = 0; d < dimensions; d++) {
        block[d * BLOCK + i % BLOCK] = vector[d];
      }
    }
  }

  int size() {
    return size;
  }

  /**
   * A vector nearby.
   *
   * @param place among the vectors, from 0 on
   * @param cosine to it
   */
  record Near(int place, double cosine) {}

  /** The mean cosine of {@code vector} to its nearest; 0 if there are none. */
  double meanCosine(float[] vector) {
    double[] nearest = new double[NEAREST];
    nearest(vector, nearest, new int[NEAREST]);
    int found = Math.min(NEAREST, size);
    double sum = 0;
    for (int i = 0; i < found; i++) {
      sum += nearest[i];
    }
    return found == 0 ? 0 : sum / found;
  }

  /** The nearest of {@code vector}, the nearest first; of equal cosines the first. */
  List<Near> nearest(float[] vector) {
    double[] cosines = new double[NEAREST];
    int[] places = new int[NEAREST];
    nearest(vector, cosines, places);
    List<Near> nearest = new ArrayList<>();
    for (int i = 0; i < Math.min(NEAREST, size); i++) {
      nearest.add(new Near(places[i], cosines[i]));
    }
    return nearest;
  }

  private void nearest(float[] vector, double[] nearest, int[] places) {
    Arrays.fill(nearest, -2);
    float[] products = new float[BLOCK];
    for (int b = 0; b < blocks.length; b++) {
      multiply(vector, blocks[b], products);
      int rows = Math.min(BLOCK, size - b * BLOCK);
      for (int i = 0; i < rows; i++) {
        if (products[i] > nearest[NEAREST - 1]) {
          insert(products[i], b * BLOCK + i, nearest, places);
        }
      }
    }
  }

  private void multiply(float[] vector, float[] block, float[] products) {
    Arrays.fill(products, 0);
    for (int d = 0; d < dimensions; d++) {
      float factor = vector[d];
      int from = d * BLOCK;
      for (int i = 0; i < BLOCK; i++) {
        products[i] += factor * block[from + i];
      }
    }
  }

  /** Puts a value into the descending list, whose last falls out. */
  private static void insert(double value, int place, double[] descending, int[] places) {
    int at = descending.length - 1;
    while (at > 0 && descending[at - 1] < value) {
      descending[at] = descending[at - 1];
      places[at] = places[at - 1];
      at--;
    }
    descending[at] = value;
    places[at] = place;
  }
}
