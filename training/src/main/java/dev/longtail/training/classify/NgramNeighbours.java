package dev.longtail.training.classify;

import java.util.ArrayList;
import java.util.List;

/**
 * Training lines, and which of them are nearest to a line by n-grams: for models without
 * embeddings. The cosine is that of the columns of {@link NgramVectorizer}. Immutable, shared by
 * all threads.
 */
final class NgramNeighbours {
  private static final int[] NO_MARKS = {};

  private final List<ModelLine> lines;
  private final NgramIndex index;
  private final double[] lengths;

  private NgramNeighbours(List<ModelLine> lines, List<SparseRow> rows) {
    this.lines = List.copyOf(lines);
    this.index = new NgramIndex(rows);
    this.lengths = rows.stream().mapToDouble(NgramNeighbours::length).toArray();
  }

  static NgramNeighbours of(List<ModelLine> lines) {
    NgramVectorizer vectorizer = new NgramVectorizer();
    List<SparseRow> rows = new ArrayList<>();
    lines.forEach(line -> rows.add(vectorizer.row(line.cmd(), NO_MARKS)));
    return new NgramNeighbours(lines, rows);
  }

  /** The length of a row; 1 of one without columns. */
  static double length(SparseRow row) {
    return row.size() == 0 ? 1 : Math.sqrt(row.squaredLength());
  }

  /**
   * The nearest lines of a label, the nearest first; of equal cosines the first.
   *
   * @param row of the line, without marks
   */
  List<LineExplanation.Near> nearest(SparseRow row, boolean malicious) {
    float[] products = index.products(row);
    double length = length(row);
    double[] cosines = new double[products.length];
    for (int place = 0; place < cosines.length; place++) {
      cosines[place] =
          lines.get(place).malicious() == malicious
              ? ScoreReasons.rounded(products[place] / (length * lengths[place]))
              : Double.NEGATIVE_INFINITY;
    }
    return NgramIndex.highest(cosines, Neighbours.NEAREST).stream()
        .map(place -> new LineExplanation.Near(cosines[place], lines.get(place)))
        .toList();
  }
}
