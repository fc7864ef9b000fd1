package dev.longtail.detectors.ranking;

import dev.longtail.detectors.forest.IsolationForest;
import dev.longtail.detectors.forest.IsolationForestDetector;
import dev.longtail.detectors.model.AnomalyModel;
import dev.longtail.detectors.model.FeatureTable;
import dev.longtail.detectors.model.Standardization;
import dev.longtail.detectors.window.LineScorer;
import dev.longtail.udfs.features.FeatureFamily;
import dev.longtail.udfs.features.FeatureRow;
import dev.longtail.udfs.features.FullScaleFeatures;
import dev.longtail.udfs.features.TokenVocabulary;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.Set;

/**
 * The model that a shard fits on a window: the vocabulary of the window's tokens, a detector's
 * model over all features of the full scale, and the scale of that model's scores.
 *
 * <p>Not thread-safe: it writes every line to the same row.
 */
public final class LineModel implements LineScorer {
  private final TokenVocabulary vocabulary;
  private final IsolationForest model;
  private final Standardization standardization;
  private final FullScaleFeatures features;
  private final FeatureRow row;

  LineModel(TokenVocabulary vocabulary, IsolationForest model, Standardization standardization) {
    this.vocabulary = vocabulary;
    this.model = model;
    this.standardization = standardization;
    this.features = new FullScaleFeatures(vocabulary);
    this.row = new FeatureRow(features.columns());
  }

  /** Fits a model on all features; see the other method. */
  public static Fit fit(
      List<String> lines, IsolationForestDetector detector, int tokens, long seed) {
    return fit(lines, detector, tokens, FeatureFamily.ALL, seed);
  }

  /**
   * Fits a model.
   *
   * @param lines the window's sample
   * @param detector fits the model
   * @param tokens size of the vocabulary
   * @param families features that the model looks at; it never splits at another
   * @param seed of all random choices
   */
  public static Fit fit(
      List<String> lines,
      IsolationForestDetector detector,
      int tokens,
      Set<FeatureFamily> families,
      long seed) {
    TokenVocabulary vocabulary = TokenVocabulary.fit(lines, tokens);
    FullScaleFeatures features = new FullScaleFeatures(vocabulary);
    BitSet seen = features.columnsOf(families);
    FeatureRow row = new FeatureRow(features.columns());
    FeatureTable.Sparse table = new FeatureTable.Sparse(features.columns());
    for (String line : lines) {
      features.extract(line, row);
      table.add(only(seen, row));
    }
    IsolationForest forest = detector.fit(table, seed);
    LineModel raw = new LineModel(vocabulary, forest, Standardization.NONE);
    double[] scores = lines.stream().mapToDouble(raw::score).toArray();
    return new Fit(new LineModel(vocabulary, forest, Standardization.of(scores)), table);
  }

  /** The row without the columns that are not {@code seen}. */
  private static FeatureRow only(BitSet seen, FeatureRow row) {
    if (seen.cardinality() == row.values().length) {
      return row;
    }
    FeatureRow part = new FeatureRow(row.values().length);
    for (int i = 0; i < row.count(); i++) {
      int column = row.column(i);
      if (seen.get(column)) {
        part.set(column, row.values()[column]);
      }
    }
    return part;
  }

  /**
   * A model and the sample it was fitted on.
   *
   * @param model the model
   * @param sample a row for each line of the sample
   */
  public record Fit(LineModel model, FeatureTable sample) {}

  /** The standardised score. */
  @Override
  public double score(String commandLine) {
    return standardization.apply(model.isolation(rowOf(commandLine)));
  }

  /** The row of a line's features; valid until the next line. */
  FeatureRow rowOf(String commandLine) {
    features.extract(commandLine, row);
    return row;
  }

  AnomalyModel model() {
    return model;
  }

  FullScaleFeatures features() {
    return features;
  }

  void write(DataOutput out) throws IOException {
    vocabulary.write(out);
    model.write(out);
    standardization.write(out);
  }

  static LineModel read(DataInput in) throws IOException {
    return new LineModel(
        TokenVocabulary.read(in), IsolationForest.read(in), Standardization.read(in));
  }
}
