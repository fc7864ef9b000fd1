package dev.longtail.training.classify;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows by their columns (an inverted index): the products of one row with all of them, at the cost
 * of what they share. 15,000 lines take some 40 MB. Immutable, shared by all threads.
 */
final class NgramIndex {
  private final int rows;
  private final int[] starts;
  private final int[] places;
  private final float[] values;

  NgramIndex(List<SparseRow> rows) {
    this.rows = rows.size();
    starts = new int[NgramVectorizer.columns() + 1];
    for (SparseRow row : rows) {
      for (int i = 0; i < row.size(); i++) {
        starts[row.column(i) + 1]++;
      }
    }
    for (int column = 0; column + 1 < starts.length; column++) {
      starts[column + 1] += starts[column];
    }
    int[] next = starts.clone();
    places = new int[starts[starts.length - 1]];
    values = new float[places.length];
    for (int place = 0; place < this.rows; place++) {
      SparseRow row = rows.get(place);
      for (int i = 0; i < row.size(); i++) {
        int at = next[row.column(i)]++;
        places[at] = place;
        values[at] = row.value(i);
      }
    }
  }

  /** The product of {@code row} with each row, by their places. */
  float[] products(SparseRow row) {
    float[] products = new float[rows];
    for (int i = 0; i < row.size(); i++) {
      int column = row.column(i);
      for (int at = starts[column]; at < starts[column + 1]; at++) {
        products[places[at]] += row.value(i) * values[at];
      }
    }
    return products;
  }

  /**
   * The places of the highest values, the highest first, of equal ones the first.
   *
   * @param most how many at most; values of negative infinity are none
   */
  static List<Integer> highest(double[] values, int most) {
    List<Integer> places = new ArrayList<>();
    for (int place = 0; place < values.length; place++) {
      boolean full = places.size() == most;
      if (values[place] == Double.NEGATIVE_INFINITY
          || (full && values[place] <= values[places.get(most - 1)])) {
        continue;
      }
      int at = places.size();
      while (at > 0 && values[places.get(at - 1)] < values[place]) {
        at--;
      }
      places.add(at, place);
      if (full) {
        places.remove(most);
      }
    }
    return places;
  }
}
