package dev.longtail.detectors.ranking;

import dev.longtail.detectors.model.Contribution;
import dev.longtail.detectors.model.FeatureTable;
import dev.longtail.udfs.features.Feature;
import dev.longtail.udfs.features.FeatureRow;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Finds the features that made a command stand out, compared with the window's sample. */
final class Explainer {
  private static final int MOST = 5;
  private static final MathContext DIGITS = new MathContext(6);

  private final LineModel model;
  private final FeatureTable sample;
  private final double[] contributions;

  /** The median of each column in the sample, computed at its first use. */
  private final double[] medians;

  Explainer(LineModel.Fit fit) {
    this.model = fit.model();
    this.sample = fit.sample();
    this.contributions = new double[sample.columns()];
    this.medians = new double[sample.columns()];
    Arrays.fill(medians, Double.NaN);
  }

  /** The features that add most to the line's score, in descending order. */
  List<Contribution> explain(String commandLine) {
    FeatureRow row = model.rowOf(commandLine);
    model.model().contributions(row.values(), contributions);
    foldTokens();
    double all = Arrays.stream(contributions).filter(c -> c > 0).sum();
    return IntStream.range(0, contributions.length)
        .filter(column -> contributions[column] > 0)
        .boxed()
        .sorted(
            Comparator.comparingDouble((Integer column) -> -contributions[column])
                .thenComparing(Comparator.naturalOrder()))
        .limit(MOST)
        .map(
            column -> {
              Feature feature = model.features().feature(column);
              return new Contribution(
                  feature.name(),
                  feature.meaning(),
                  decimal(row.values()[column]),
                  median(column),
                  Math.round(contributions[column] / all * 1e4) / 1e4);
            })
        .toList();
  }

  /** Merges the two features of a token into one reason. */
  private void foldTokens() {
    for (int column = 0; column < contributions.length; column++) {
      int shown = model.features().forReaders(column);
      if (shown != column) {
        contributions[shown] += contributions[column];
        contributions[column] = 0;
      }
    }
  }

  /** Rounds to the six decimal digits that a float holds; a cast to double would show more. */
  private static double decimal(float value) {
    return new BigDecimal(value).round(DIGITS).doubleValue();
  }

  private double median(int column) {
    if (Double.isNaN(medians[column])) {
      float[] values = new float[sample.rows()];
      for (int i = 0; i < values.length; i++) {
        values[i] = sample.value(i, column);
      }
      Arrays.sort(values);
      medians[column] = decimal(values[values.length / 2]);
    }
    return medians[column];
  }
}
