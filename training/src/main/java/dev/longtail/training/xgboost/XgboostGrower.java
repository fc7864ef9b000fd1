package dev.longtail.training.xgboost;

import dev.longtail.training.classify.BoostingSettings;
import dev.longtail.training.classify.TreeGrower;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * Grows boosted trees with XGBoost (Chen and Guestrin 2016) and hands them over as plain Java. All
 * native memory is freed before the method returns.
 *
 * <p>Each model is grown by one thread. With several threads, the order in which XGBoost adds up
 * gradients depends on their number, so the same data would give another model on another machine.
 * To use all cores, several models are grown side by side.
 */
public final class XgboostGrower implements TreeGrower {
  @Override
  public byte[] grow(SparseRows rows, float[] labels, float[] weights, BoostingSettings settings) {
    DMatrix matrix = null;
    Booster booster = null;
    try {
      matrix = matrix(rows);
      matrix.setLabel(labels);
      matrix.setWeight(weights);
      booster = XGBoost.train(matrix, parameters(settings), settings.trees(), Map.of(), null, null);
      return booster.toByteArray("json");
    } catch (XGBoostError e) {
      throw new IllegalStateException("XGBoost refused " + labels.length + " rows", e);
    } finally {
      if (booster != null) {
        booster.dispose();
      }
      if (matrix != null) {
        matrix.dispose();
      }
    }
  }

  @Override
  public int bestCount(Labelled earlier, Labelled later, BoostingSettings settings) {
    DMatrix trained = null;
    DMatrix watched = null;
    Booster booster = null;
    float[][] losses = new float[1][settings.trees()];
    Arrays.fill(losses[0], Float.POSITIVE_INFINITY);
    try {
      trained = matrix(earlier);
      watched = matrix(later);
      Map<String, Object> parameters = parameters(settings);
      parameters.put("eval_metric", "logloss");
      parameters.put("verbose_eval", "false"); // or it prints every loss
      booster =
          XGBoost.train(
              trained,
              parameters,
              settings.trees(),
              Map.of("later", watched),
              losses,
              null,
              null,
              PATIENCE);
    } catch (XGBoostError e) {
      throw new IllegalStateException("XGBoost refused " + earlier.labels().length + " rows", e);
    } finally {
      if (booster != null) {
        booster.dispose();
      }
      for (DMatrix matrix : new DMatrix[] {trained, watched}) {
        if (matrix != null) {
          matrix.dispose();
        }
      }
    }
    int best = 0;
    for (int tree = 1; tree < losses[0].length; tree++) {
      best = losses[0][tree] < losses[0][best] ? tree : best;
    }
    return best + 1;
  }

  private static DMatrix matrix(Labelled labelled) throws XGBoostError {
    DMatrix matrix = matrix(labelled.rows());
    matrix.setLabel(labelled.labels());
    matrix.setWeight(labelled.weights());
    return matrix;
  }

  private static DMatrix matrix(SparseRows rows) throws XGBoostError {
    return new DMatrix(
        rows.starts(),
        rows.columns(),
        rows.values(),
        DMatrix.SparseType.CSR,
        rows.columnCount(),
        Float.NaN,
        1);
  }

  static Map<String, Object> parameters(BoostingSettings settings) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("objective", "binary:logistic");
    parameters.put("tree_method", "hist");
    parameters.put("max_depth", settings.depth());
    parameters.put("eta", settings.learningRate());
    parameters.put("subsample", settings.rowShare());
    parameters.put("colsample_bytree", settings.columnShare());
    parameters.put("seed", settings.seed());
    parameters.put("nthread", 1);
    parameters.put("verbosity", 1);
    return parameters;
  }
}
