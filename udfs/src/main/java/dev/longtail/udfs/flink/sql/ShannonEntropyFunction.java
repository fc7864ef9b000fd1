package dev.longtail.udfs.flink.sql;

import dev.longtail.udfs.features.ExpertFeatures;
import dev.longtail.udfs.features.Feature;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.types.DataType;

/**
 * {@code SHANNON_ENTROPY(line)}: the Shannon entropy of the line's characters in bits, {@code
 * DOUBLE}. It equals the feature {@code entropy_bits}; for an empty line it is 0.
 */
public final class ShannonEntropyFunction extends LineFunction {
  private static final long serialVersionUID = 1L;

  private static final int COLUMN =
      ExpertFeatures.describe().stream().map(Feature::name).toList().indexOf("entropy_bits");

  private transient ExpertFeatures features;
  private transient double[] values;

  @Override
  public void open(FunctionContext context) {
    features = new ExpertFeatures();
    values = new double[ExpertFeatures.count()];
  }

  /** The entropy of {@code line} in bits. */
  public Double eval(String line) {
    if (line == null) {
      return null;
    }
    features.extract(line, values);
    return values[COLUMN];
  }

  @Override
  DataType result() {
    return DataTypes.DOUBLE();
  }
}
