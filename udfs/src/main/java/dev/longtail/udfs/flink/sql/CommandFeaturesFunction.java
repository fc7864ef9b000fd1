package dev.longtail.udfs.flink.sql;

import dev.longtail.udfs.features.ExpertFeatures;
import java.util.Map;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.types.DataType;

/**
 * {@code COMMAND_FEATURES(line)}: the expert features by name, as {@link ExpertFeatures#named} has
 * them, {@code MAP<STRING, DOUBLE>}.
 *
 * <p>A map and not a row: a further feature then changes no type, so views, tables and compiled
 * plans of earlier releases stay valid; and of the 128 counts of characters a line has some twenty.
 */
public final class CommandFeaturesFunction extends LineFunction {
  private static final long serialVersionUID = 1L;

  private transient ExpertFeatures features;

  @Override
  public void open(FunctionContext context) {
    features = new ExpertFeatures();
  }

  /** The features of {@code line} by name; characters only if they occur. */
  public Map<String, Double> eval(String line) {
    return line == null ? null : features.named(line);
  }

  @Override
  DataType result() {
    // The values are not declared NOT NULL, though none is NULL: Flink then takes the value of an
    // absent key, and of a map that is NULL, for NOT NULL too, and gives -1.
    return DataTypes.MAP(DataTypes.STRING(), DataTypes.DOUBLE());
  }
}
