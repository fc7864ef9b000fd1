package dev.longtail.training.classify;

import java.util.ArrayList;
import java.util.List;

/**
 * Training lines, and which of them are nearest to a line by n-grams: for models without
 * embeddings. The cosine is that of the columns of {@link NgramVectorizer}. An inverted index: for
 * each column the lines that have it. 15,000 lines take some 40 MB. Immutable, shared by all
 * threads.
 */
final class NgramNeighbours {
  private static final int[] NO_MARKS = {};

  private final List<ModelLine> lines;
  private final int[] starts;
  private final int[] places;
  private final float[] values;

  private NgramNeighbours(List<ModelLine> lines, int[] starts, int[] places, float[] values) {
    this.lines = lines;
    this.starts = starts;
    this.places = places;
    this.values = values;
  }

  static NgramNeighbours of(List<ModelLine> lines) {
    NgramVectorizer vectorizer = new NgramVectorizer();
    List<SparseRow> rows = new ArrayList<>();
    int[] starts = new int[NgramVectorizer.columns() + 1];
    for (ModelLine line : lines) {
      SparseRow row = vectorizer.row(line.cmd(), NO_MARKS);
      rows.add(row);
      for (int i = 0; i < row.size(); i++) {
        starts[row.column(i) + 1]++;
      }
    }
    for (int column = 0; column + 1 < starts.length; column++) {
      starts[column + 1] += starts[column];
    }
    int[] next = starts.clone();
    int[] places = new int[starts[starts.length - 1]];
    float[] values = new float[places.length];
    for (int place = 0; place < rows.size(); place++) {
      SparseRow row = rows.get(place);
      double length = Math.sqrt(row.squaredLength());
      for (int i = 0; i < row.size(); i++) {
        int at = next[row.column(i)]++;
        places[at] = place;
        values[at] = (float) (row.value(i) / length);
      }
    }
    return new NgramNeighbours(List.copyOf(lines), starts, places, values);
  }

  /**
   * The nearest lines of a label, the nearest first; of equal cosines the first.
   *
   * @param row of the line, without marks
   */
  List<LineExplanation.Near> nearest(SparseRow row, boolean malicious) {
    float[] products = new float[lines.size()];
    for (int i = 0; i < row.size(); i++) {
      int column = row.column(i);
      for (int at = starts[column]; at < starts[column + 1]; at++) {
        products[places[at]] += row.value(i) * values[at];
      }
    }
    double length = row.size() == 0 ? 1 : Math.sqrt(row.squaredLength());
    return best(products, malicious).stream()
        .map(
            place ->
                new LineExplanation.Near(
                    Reasons.rounded(products[place] / length), lines.get(place)))
        .toList();
  }

  /** The places of the largest products, the largest first; of equal ones the first place. */
  private List<Integer> best(float[] products, boolean malicious) {
    List<Integer> best = new ArrayList<>();
    for (int place = 0; place < products.length; place++) {
      boolean full = best.size() == Neighbours.NEAREST;
      if (lines.get(place).malicious() == malicious
          && !(full && products[place] <= products[best.get(best.size() - 1)])) {
        if (full) {
          best.remove(best.size() - 1);
        }
        int at = best.size();
        while (at > 0 && products[best.get(at - 1)] < products[place]) {
          at--;
        }
        best.add(at, place);
      }
    }
    return best;
  }
}
