package dev.longtail.job.cli;

import dev.longtail.udfs.io.InputException;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * Finds the labels of a table that mean an outlier. If all labels are numbers and 0 is among them,
 * all others mean an outlier. Known words for usual and unusual mean what they say. Of any other
 * two values, the rarer one means an outlier.
 */
final class OutlierLabels {
  private static final Set<String> USUAL =
      Set.of("false", "no", "n", "normal", "nominal", "inlier", "benign");
  private static final Set<String> UNUSUAL =
      Set.of("true", "yes", "y", "o", "anomaly", "anomalous", "outlier", "malicious", "attack");

  private OutlierLabels() {}

  /**
   * True for the rows that are outliers.
   *
   * @throws InputException if the labels do not tell it, or only one kind occurs
   */
  static boolean[] of(String[] labels, String table) {
    TreeMap<String, Integer> counts = new TreeMap<>();
    String[] values = new String[labels.length];
    for (int i = 0; i < labels.length; i++) {
      values[i] = canonical(labels[i]);
      counts.merge(values[i], 1, Integer::sum);
    }
    Set<String> outliers = outliers(counts, table);
    boolean[] isOutlier = new boolean[labels.length];
    int count = 0;
    for (int i = 0; i < labels.length; i++) {
      isOutlier[i] = outliers.contains(values[i]);
      count += isOutlier[i] ? 1 : 0;
    }
    if (count == 0 || count == labels.length) {
      throw new InputException(
          table + ": all labels are of one class (" + counts.firstKey() + "): AUROC is undefined");
    }
    return isOutlier;
  }

  private static String canonical(String label) {
    try {
      double number = Double.parseDouble(label);
      return number == 0 ? "0" : Double.toString(number);
    } catch (NumberFormatException e) {
      return label.toLowerCase(Locale.ROOT);
    }
  }

  private static Set<String> outliers(NavigableMap<String, Integer> counts, String table) {
    Set<String> values = counts.keySet();
    if (values.contains("0") && values.stream().allMatch(OutlierLabels::isNumber)) {
      TreeMap<String, Integer> others = new TreeMap<>(counts);
      others.remove("0");
      return others.keySet();
    }
    if (values.stream().allMatch(value -> USUAL.contains(value) || UNUSUAL.contains(value))) {
      return UNUSUAL;
    }
    if (values.size() == 1) {
      return Set.of();
    }
    if (values.size() > 2) {
      throw new InputException(
          "%s: the label column has %d values and neither 0 nor known words among them, such as %s"
              .formatted(table, values.size(), values.stream().limit(3).toList()));
    }
    Map.Entry<String, Integer> one = counts.firstEntry();
    Map.Entry<String, Integer> other = counts.lastEntry();
    if (one.getValue().equals(other.getValue())) {
      throw new InputException(
          "%s: labels %s and %s are equally frequent: which one is the outlier cannot be told"
              .formatted(table, one.getKey(), other.getKey()));
    }
    return Set.of(one.getValue() < other.getValue() ? one.getKey() : other.getKey());
  }

  private static boolean isNumber(String value) {
    try {
      return !Double.isNaN(Double.parseDouble(value));
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
