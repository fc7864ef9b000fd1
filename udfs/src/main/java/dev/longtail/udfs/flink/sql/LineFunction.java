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
 * A SQL function of one command line. NULL gives NULL, and a line that cannot be NULL gives a
 * result that cannot be NULL, so such a result may go into a column that is NOT NULL.
 *
 * <p>A subclass has a public method {@code eval(String)}, as Flink demands.
 */
abstract class LineFunction extends ScalarFunction {
  private static final long serialVersionUID = 1L;

  // Not a named argument: Flink would cast a line to its type, a STRING that can be NULL, before it
  // infers the result's type again, and refuse the difference.
  private static final InputTypeStrategy LINE =
      InputTypeStrategies.sequence(InputTypeStrategies.logical(LogicalTypeFamily.CHARACTER_STRING));

  /** The type of the result of a line that is not NULL. */
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
