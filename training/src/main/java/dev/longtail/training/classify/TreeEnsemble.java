package dev.longtail.training.classify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.util.Arrays;

/**
 * XGBoost's trees, evaluated in plain Java: no native memory, no copy per line, shared by all
 * threads. An absent feature takes the branch that the tree learned for absent features.
 */
final class TreeEnsemble {
  /** A node without children; its threshold is the leaf's value. */
  private static final int LEAF = -1;

  private final Tree[] trees;
  private final float bias;
  private final int columns;

  private TreeEnsemble(Tree[] trees, float bias, int columns) {
    this.trees = trees;
    this.bias = bias;
    this.columns = columns;
  }

  /**
   * Reads the JSON of an XGBoost model (XGBoost documentation, "Introduction to model IO").
   *
   * @param source name of the input in messages
   * @throws InputException if it is no XGBoost model of the objective {@code binary:logistic}
   */
  static TreeEnsemble parse(byte[] json, String source) {
    JsonNode learner;
    try {
      learner = Json.MAPPER.readTree(json).path("learner");
    } catch (IOException e) {
      throw new InputException(source + ": no XGBoost model in JSON: " + e.getMessage(), e);
    }
    String objective = learner.path("objective").path("name").asText();
    JsonNode trees = learner.path("gradient_booster").path("model").path("trees");
    if (!objective.equals("binary:logistic") || !trees.isArray()) {
      throw new InputException(
          source + ": no XGBoost model of the objective binary:logistic with trees");
    }
    JsonNode parameters = learner.path("learner_model_param");
    double prior = number(parameters, "base_score", source);
    int columns = (int) number(parameters, "num_feature", source);
    Tree[] parsed = new Tree[trees.size()];
    for (int i = 0; i < parsed.length; i++) {
      parsed[i] = Tree.parse(trees.get(i), columns, source + ": tree " + i);
    }
    return new TreeEnsemble(parsed, (float) Math.log(prior / (1 - prior)), columns);
  }

  private static double number(JsonNode parameters, String field, String source) {
    try {
      return Double.parseDouble(parameters.path(field).asText());
    } catch (NumberFormatException e) {
      throw new InputException(source + ": field \"" + field + "\" is no number", e);
    }
  }

  int columns() {
    return columns;
  }

  int trees() {
    return trees.length;
  }

  /** The mean log-odds of the training lines. */
  double prior() {
    double sum = bias;
    for (Tree tree : trees) {
      sum += tree.expected[0];
    }
    return sum;
  }

  /** Evaluates rows; not thread-safe, because it keeps a dense copy of the row at hand. */
  final class Evaluator {
    private final float[] dense = new float[columns];

    Evaluator() {
      Arrays.fill(dense, Float.NaN);
    }

    /** Log-odds that the line of {@code row} is malicious. */
    double logOdds(SparseRow row) {
      fill(row);
      // XGBoost itself adds floats in the order of the trees.
      float sum = 0;
      for (Tree tree : trees) {
        sum += tree.leaf(dense);
      }
      empty(row);
      return sum + bias;
    }

    /**
     * What each column adds to {@link #logOdds}, beside {@link #prior}. A split on the way to a
     * leaf moves the expected leaf; the column of the split gets what it moved (A. Saabas,
     * <i>Interpreting random forests</i>, 2014; XGBoost's {@code approx_contribs}).
     */
    double[] contributions(SparseRow row) {
      fill(row);
      double[] amounts = new double[columns];
      for (Tree tree : trees) {
        tree.attribute(dense, amounts);
      }
      empty(row);
      return amounts;
    }

    private void fill(SparseRow row) {
      for (int i = 0; i < row.size(); i++) {
        dense[row.column(i)] = row.value(i);
      }
    }

    private void empty(SparseRow row) {
      for (int i = 0; i < row.size(); i++) {
        dense[row.column(i)] = Float.NaN;
      }
    }
  }

  private record Tree(
      int[] left,
      int[] right,
      int[] column,
      float[] threshold,
      boolean[] absentGoesLeft,
      double[] expected) {

    static Tree parse(JsonNode tree, int columns, String source) {
      JsonNode left = tree.path("left_children");
      int nodes = left.size();
      int[] lefts = new int[nodes];
      int[] rights = new int[nodes];
      int[] split = new int[nodes];
      float[] thresholds = new float[nodes];
      boolean[] absentGoesLeft = new boolean[nodes];
      for (int n = 0; n < nodes; n++) {
        lefts[n] = left.path(n).asInt(LEAF);
        rights[n] = tree.path("right_children").path(n).asInt(LEAF);
        split[n] = tree.path("split_indices").path(n).asInt(-1);
        thresholds[n] = (float) tree.path("split_conditions").path(n).asDouble(Double.NaN);
        absentGoesLeft[n] = tree.path("default_left").path(n).asInt() == 1;
        boolean leaf = lefts[n] == LEAF && rights[n] == LEAF;
        // Children follow their parent, so a damaged file cannot send a row in circles
        boolean inner = lefts[n] > n && rights[n] > n && lefts[n] < nodes && rights[n] < nodes;
        boolean known = split[n] >= 0 && split[n] < columns && !Float.isNaN(thresholds[n]);
        if (!(leaf || inner) || !known) {
          throw new InputException(source + ": node " + n + " is damaged");
        }
      }
      if (nodes == 0) {
        throw new InputException(source + " is empty");
      }
      double[] covers = covers(tree.path("sum_hessian"), nodes);
      return new Tree(
          lefts,
          rights,
          split,
          thresholds,
          absentGoesLeft,
          expected(lefts, rights, thresholds, covers));
    }

    /** How much training weight passed each node; 1 where the file does not say. */
    private static double[] covers(JsonNode hessians, int nodes) {
      double[] covers = new double[nodes];
      for (int n = 0; n < nodes; n++) {
        double cover = hessians.path(n).asDouble(1);
        covers[n] = cover > 0 ? cover : Double.MIN_NORMAL;
      }
      return covers;
    }

    /** The mean leaf of the training lines below each node. */
    private static double[] expected(int[] left, int[] right, float[] threshold, double[] covers) {
      double[] expected = new double[left.length];
      for (int n = left.length - 1; n >= 0; n--) {
        if (left[n] == LEAF) {
          expected[n] = threshold[n];
        } else {
          double below = covers[left[n]] + covers[right[n]];
          expected[n] =
              (covers[left[n]] * expected[left[n]] + covers[right[n]] * expected[right[n]]) / below;
        }
      }
      return expected;
    }

    float leaf(float[] dense) {
      int n = 0;
      while (left[n] != LEAF) {
        float value = dense[column[n]];
        boolean goLeft = Float.isNaN(value) ? absentGoesLeft[n] : value < threshold[n];
        n = goLeft ? left[n] : right[n];
      }
      return threshold[n];
    }

    void attribute(float[] dense, double[] amounts) {
      int n = 0;
      while (left[n] != LEAF) {
        float value = dense[column[n]];
        boolean goLeft = Float.isNaN(value) ? absentGoesLeft[n] : value < threshold[n];
        int child = goLeft ? left[n] : right[n];
        amounts[column[n]] += expected[child] - expected[n];
        n = child;
      }
    }
  }
}
