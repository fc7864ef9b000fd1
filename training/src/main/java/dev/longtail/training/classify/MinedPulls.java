package dev.longtail.training.classify;

import dev.longtail.training.data.LabelledCommand;
import dev.longtail.training.data.MinedCommand;
import dev.longtail.training.data.TrainingSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What each mined line of a training set adds to the text's part of a score: its pull.
 *
 * <p>The weights of a regularised logistic regression are a sum over its training lines, each times
 * its dual variable. So a score is a sum over them as well, exactly: the dual variable times the
 * product of both rows. C.-K. Yeh et al., <i>Representer point selection for explaining deep neural
 * networks</i>, NeurIPS 2018, theorem 3.1. What a line does to the mean training line is left out:
 * the bias and the threshold make up for it. A pull says what the line does in this model; without
 * it other lines would do a part of that.
 *
 * <p>For one thread.
 */
public final class MinedPulls {
  /** As many lines are told. */
  private static final int MOST = 3;

  private final LineSources sources;
  private final NgramVectorizer vectorizer = new NgramVectorizer();
  private final List<ModelLine> lines;
  private final NgramIndex index;
  private final double[] amounts;
  private final double[] lengths;

  /** The product of each with the mean training line. */
  private final double[] usual;

  private MinedPulls(
      LineSources sources,
      List<ModelLine> lines,
      List<SparseRow> rows,
      double[] amounts,
      double[] usual) {
    this.sources = sources;
    this.lines = lines;
    this.index = new NgramIndex(rows);
    this.amounts = amounts;
    this.usual = usual;
    this.lengths = rows.stream().mapToDouble(NgramNeighbours::length).toArray();
  }

  /**
   * What one mined line does.
   *
   * @param logOdds what it adds to this line beyond what it adds to the mean training line;
   *     negative
   * @param cosine of the counts of n-grams
   * @param line the mined line
   */
  public record Pull(double logOdds, double cosine, ModelLine line) {}

  /**
   * @param factor what the score of the n-grams is multiplied with, to be log-odds
   * @param duals of the rows of {@code set}, positive for malicious ones
   */
  static MinedPulls of(TrainingSet set, LineSources sources, double factor, double[] duals) {
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < set.rows().size(); i++) {
      places.put(set.rows().get(i).cmd(), i);
    }
    NgramVectorizer vectorizer = new NgramVectorizer();
    List<ModelLine> lines = new ArrayList<>();
    List<SparseRow> rows = new ArrayList<>();
    List<Double> amounts = new ArrayList<>();
    for (MinedCommand mined : set.mined()) {
      int place = places.get(mined.cmd());
      lines.add(ModelLines.line(set.rows().get(place), set.base(), mined));
      rows.add(vectorizer.row(mined.cmd(), sources.marks(mined.cmd())));
      amounts.add(factor * duals[place]);
    }
    float[] mean = mean(set, sources, vectorizer);
    return new MinedPulls(
        sources,
        lines,
        rows,
        amounts.stream().mapToDouble(Double::doubleValue).toArray(),
        rows.stream().mapToDouble(row -> product(row, mean)).toArray());
  }

  /** The mean row of all training lines. */
  private static float[] mean(TrainingSet set, LineSources sources, NgramVectorizer vectorizer) {
    double[] sums = new double[NgramVectorizer.columns()];
    for (LabelledCommand line : set.rows()) {
      SparseRow row = vectorizer.row(line.cmd(), sources.marks(line.cmd()));
      for (int i = 0; i < row.size(); i++) {
        sums[row.column(i)] += row.value(i);
      }
    }
    float[] mean = new float[sums.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (float) (sums[i] / set.rows().size());
    }
    return mean;
  }

  private static double product(SparseRow row, float[] other) {
    double product = 0;
    for (int i = 0; i < row.size(); i++) {
      product += row.value(i) * other[row.column(i)];
    }
    return product;
  }

  /**
   * The mined lines that pull most towards benign, the strongest first.
   *
   * @param command the command of the line that decided ({@link LineExplanation#command}); empty if
   *     the whole line did
   */
  public List<Pull> on(String commandLine, String command) {
    SparseRow row =
        vectorizer.row(command.isEmpty() ? commandLine : command, sources.marks(commandLine));
    float[] products = index.products(row);
    double[] towardsBenign = new double[products.length];
    for (int i = 0; i < towardsBenign.length; i++) {
      double pull = amounts[i] * (products[i] - usual[i]);
      towardsBenign[i] = pull < 0 ? -pull : Double.NEGATIVE_INFINITY;
    }
    double length = NgramNeighbours.length(row);
    return NgramIndex.highest(towardsBenign, MOST).stream()
        .map(
            i ->
                new Pull(
                    ScoreReasons.rounded(-towardsBenign[i]),
                    ScoreReasons.rounded(products[i] / (length * lengths[i])),
                    lines.get(i)))
        .toList();
  }
}
