package dev.longtail.udfs.flink.sql;

import org.apache.flink.table.catalog.DataTypeFactory;
import org.apache.flink.table.functions.ScalarFunction;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.inference.InputTypeStrategies;
import org.apache.flink.table.types.inference.InputTypeStrategy;
import org.apache.flink.table.types.inference.TypeInference;
import org.apache.flink.table.types.inference.TypeStrategies;
import org.apache.flink.table.types.logical.LogicalTypeFamily;

/**
 * A SQL function of one command line. NULL gives NULL. If the line cannot be NULL, the result
 * cannot be NULL either and may go into a NOT NULL column.
 *
 * <p>A subclass has a public method {@code eval(String)}, as Flink demands.
 */
abstract class LineFunction extends ScalarFunction {
  private static final long serialVersionUID = 1L;

  // Not a named argument: Flink would first cast the line to a STRING that can be NULL, then infer
  // the result's type again, and refuse the difference.
  private static final InputTypeStrategy LINE =
      InputTypeStrategies.sequence(InputTypeStrategies.logical(LogicalTypeFamily.CHARACTER_STRING));

  /** The type of the result, for a line that is not NULL. */
  abstract DataType result();

  @Override
  public final TypeInference getTypeInference(DataTypeFactory types) {
    return TypeInference.newBuilder()
        .inputTypeStrategy(LINE)
        .outputTypeStrategy(
            TypeStrategies.nullableIfArgs(TypeStrategies.explicit(result().notNull())))
        .build();
  }

  @Override
  public final boolean isDeterministic() {
    return true;
  }
}
