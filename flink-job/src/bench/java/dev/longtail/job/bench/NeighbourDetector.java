package dev.longtail.job.bench;

import dev.longtail.detectors.ranking.LineDetector;
import dev.longtail.detectors.window.Line;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Density instead of distance, as an experiment: the distance to the k-th nearest other template of
 * the sample, or the local outlier factor (Breunig, Kriegel, Ng and Sander, <i>LOF: Identifying
 * Density-Based Local Outliers</i>, SIGMOD 2000). It compares all templates with all others, so it
 * is no detector for a sample of any size.
 *
 * @param name in results
 * @param k neighbours
 * @param local whether the density is compared with that of the neighbours
 */
public record NeighbourDetector(String name, int k, boolean local) implements LineDetector {
  @Override
  public double[] scores(List<Line> sample, long seed) {
    Map<String, Integer> index = new HashMap<>();
    List<float[]> vectors = new ArrayList<>();
    for (Line line : sample) {
      if (index.putIfAbsent(line.template(), vectors.size()) == null) {
        vectors.add(line.vector());
      }
    }
    int n = vectors.size();
    int near = Math.min(k, n - 1);
    double[] result = new double[n];
    if (near > 0) {
      int[][] neighbours = new int[n][near];
      double[][] distances = new double[n][near];
      float[] cosines = new float[n];
      float[][] columns = new float[vectors.get(0).length][n];
      for (int i = 0; i < n; i++) {
        for (int d = 0; d < columns.length; d++) {
          columns[d][i] = vectors.get(i)[d];
        }
      }
      for (int i = 0; i < n; i++) {
        float[] a = vectors.get(i);
        Arrays.fill(cosines, 0);
        for (int d = 0; d < a.length; d++) {
          add(a[d], columns[d], cosines);
        }
        cosines[i] = -2;
        int[] best = largest(cosines, near);
        for (int m = 0; m < near; m++) {
          neighbours[i][m] = best[m];
          distances[i][m] = Math.sqrt(Math.max(0, 2 - 2 * (double) cosines[best[m]]));
        }
      }
      if (!local) {
        for (int i = 0; i < n; i++) {
          result[i] = distances[i][near - 1];
        }
      } else {
        double[] density = new double[n];
        for (int i = 0; i < n; i++) {
          double sum = 0;
          for (int m = 0; m < near; m++) {
            sum += Math.max(distances[i][m], distances[neighbours[i][m]][near - 1]);
          }
          density[i] = near / Math.max(sum, 1e-6);
        }
        for (int i = 0; i < n; i++) {
          double sum = 0;
          for (int j : neighbours[i]) {
            sum += density[j];
          }
          result[i] = sum / near / density[i];
        }
      }
    }
    return sample.stream().mapToDouble(line -> result[index.get(line.template())]).toArray();
  }

  private static int[] largest(float[] values, int count) {
    int[] best = new int[count];
    Arrays.fill(best, -1);
    for (int j = 0; j < values.length; j++) {
      int at = count - 1;
      if (best[at] >= 0 && values[best[at]] >= values[j]) {
        continue;
      }
      while (at > 0 && (best[at - 1] < 0 || values[best[at - 1]] < values[j])) {
        best[at] = best[at - 1];
        at--;
      }
      best[at] = j;
    }
    return best;
  }

  private static void add(float factor, float[] of, float[] to) {
    for (int j = 0; j < to.length; j++) {
      to[j] += factor * of[j];
    }
  }
}
