package dev.longtail.detectors.model;

import java.util.Arrays;
import java.util.List;

/**
 * A model whose score is the mean of several models' standardised scores. Its contributions are the
 * means of theirs.
 *
 * @param members at least one
 */
public record EnsembleModel(List<StandardizedModel> members) implements AnomalyModel {
  /** Refuses an empty ensemble. */
  public EnsembleModel {
    members = List.copyOf(members);
    if (members.isEmpty()) {
      throw new IllegalArgumentException("an ensemble of no models");
    }
  }

  @Override
  public double score(float[] row) {
    double sum = 0;
    for (StandardizedModel member : members) {
      sum += member.score(row);
    }
    return sum / members.size();
  }

  @Override
  public void contributions(float[] row, double[] out) {
    double[] own = new double[out.length];
    Arrays.fill(out, 0);
    for (StandardizedModel member : members) {
      member.contributions(row, own);
      for (int i = 0; i < out.length; i++) {
        out[i] += own[i] / members.size();
      }
    }
  }
}
