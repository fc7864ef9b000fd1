package dev.longtail.udfs.flink.sql;

import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.TableRuntimeException;
import org.apache.flink.table.catalog.DataTypeFactory;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.functions.ScalarFunction;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.inference.StaticArgument;
import org.apache.flink.table.types.inference.TypeInference;
import org.apache.flink.table.types.inference.TypeStrategies;

/**
 * {@code COSINE_SIMILARITY(a, b)}: the cosine of the angle between two vectors, {@code DOUBLE} from
 * -1 to 1.
 *
 * <p>The result is NULL if a vector is NULL, has a NULL element, or has length 0.
 */
public final class CosineSimilarityFunction extends ScalarFunction {
  private static final long serialVersionUID = 1L;

  /**
   * The cosine of the angle between {@code a} and {@code b}.
   *
   * @throws TableRuntimeException if they have different numbers of elements
   */
  public Double eval(ArrayData a, ArrayData b) {
    if (a == null || b == null) {
      return null;
    }
    if (a.size() != b.size()) {
      throw new TableRuntimeException(
          "COSINE_SIMILARITY of vectors of %d and %d elements; were they made by different models?"
              .formatted(a.size(), b.size()));
    }
    double product = 0;
    double squaresOfA = 0;
    double squaresOfB = 0;
    for (int i = 0; i < a.size(); i++) {
      if (a.isNullAt(i) || b.isNullAt(i)) {
        return null;
      }
      double x = a.getFloat(i);
      double y = b.getFloat(i);
      product += x * y;
      squaresOfA += x * x;
      squaresOfB += y * y;
    }
    if (squaresOfA == 0 || squaresOfB == 0) {
      return null;
    }
    double cosine = product / Math.sqrt(squaresOfA * squaresOfB);
    // Rounding may give a value just outside [-1, 1], for which an arc cosine is not defined.
    return Math.max(-1, Math.min(1, cosine));
  }

  @Override
  public TypeInference getTypeInference(DataTypeFactory types) {
    // Flink's own form of arrays: converting two vectors would cost more than their product.
    DataType vector = DataTypes.ARRAY(DataTypes.FLOAT()).bridgedTo(ArrayData.class);
    return TypeInference.newBuilder()
        .staticArguments(
            StaticArgument.scalar("a", vector, false), StaticArgument.scalar("b", vector, false))
        .outputTypeStrategy(TypeStrategies.explicit(DataTypes.DOUBLE()))
        .build();
  }

  @Override
  public boolean isDeterministic() {
    return true;
  }
}
