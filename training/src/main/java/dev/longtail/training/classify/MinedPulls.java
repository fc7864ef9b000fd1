package dev.longtail.training.classify;

import dev.longtail.training.data.MinedCommand;
import dev.longtail.training.data.TrainingSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What each mined line of a training set adds to the text's part of a score: its pull.
 *
 * <p>The weights of a regularised logistic regression are a sum over its training lines, each times
 * its dual variable. So a score is a sum over them as well, exactly: the dual variable times the
 * product of both rows. C.-K. Yeh et al., <i>Representer point selection for explaining deep neural
 * networks</i>, NeurIPS 2018, theorem 3.1. A pull says what the line does in this model; without it
 * other lines would do a part of that.
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

  private MinedPulls(
      LineSources sources, List<ModelLine> lines, List<SparseRow> rows, double[] amounts) {
    this.sources = sources;
    this.lines = lines;
    this.index = new NgramIndex(rows);
    this.amounts = amounts;
    this.lengths = rows.stream().mapToDouble(NgramNeighbours::length).toArray();
  }

  /**
   * What the mined lines do to a line.
   *
   * @param logOdds what all of them add together
   * @param strongest those that add most in the direction of all, the strongest first
   */
  public record Pull(double logOdds, List<OfLine> strongest) {}

  /**
   * What one mined line does.
   *
   * @param logOdds what it adds
   * @param cosine of the counts of n-grams
   * @param line the mined line
   */
  public record OfLine(double logOdds, double cosine, ModelLine line) {}

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
      lines.add(KeptLines.line(set.rows().get(place), set.base(), mined));
      rows.add(vectorizer.row(mined.cmd(), sources.marks(mined.cmd())));
      amounts.add(factor * duals[place]);
    }
    return new MinedPulls(
        sources, lines, rows, amounts.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /**
   * The pull on a line.
   *
   * @param command the command of it that decided ({@link LineExplanation#command}); empty if the
   *     whole line did
   */
  public Pull on(String commandLine, String command) {
    SparseRow row =
        vectorizer.row(command.isEmpty() ? commandLine : command, sources.marks(commandLine));
    float[] products = index.products(row);
    double[] pulls = new double[products.length];
    double sum = 0;
    for (int i = 0; i < pulls.length; i++) {
      pulls[i] = amounts[i] * products[i];
      sum += pulls[i];
    }
    double direction = sum < 0 ? 1 : -1;
    List<OfLine> strongest =
        IntStream.range(0, pulls.length)
            .filter(i -> direction * pulls[i] < 0)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> direction * pulls[i]))
            .limit(MOST)
            .map(
                i ->
                    new OfLine(
                        Reasons.rounded(pulls[i]),
                        Reasons.rounded(
                            products[i] / (NgramNeighbours.length(row) * lengths[i])),
                        lines.get(i)))
            .toList();
    return new Pull(Reasons.rounded(sum), strongest);
  }
}
