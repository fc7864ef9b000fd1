package dev.longtail.udfs.flink.sql;

import dev.longtail.udfs.features.ExpertFeatures;
import java.util.Map;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.types.DataType;

/**
 * {@code COMMAND_FEATURES(line)}: the expert features by name ({@link ExpertFeatures#named}),
 * {@code MAP<STRING, DOUBLE>}.
 *
 * <p>It is a map instead of a row for two reasons. A new feature changes no type, so views, tables
 * and compiled plans of earlier releases stay valid. And a line has only about 20 of the 128 counts
 * of characters.
 */
public final class CommandFeaturesFunction extends LineFunction {
  private static final long serialVersionUID = 1L;

  private transient ExpertFeatures features;

  @Override
  public void open(FunctionContext context) {
    features = new ExpertFeatures();
  }

  /** The features of {@code line} by name; characters with count 0 are left out. */
  public Map<String, Double> eval(String line) {
    return line == null ? null : features.named(line);
  }

  @Override
  DataType result() {
    // No value is NULL, but the type does not say so: Flink would then also take the value of an
    // absent key, or of a NULL map, for NOT NULL and return -1.
    return DataTypes.MAP(DataTypes.STRING(), DataTypes.DOUBLE());
  }
}
