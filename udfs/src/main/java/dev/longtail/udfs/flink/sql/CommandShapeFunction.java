package dev.longtail.udfs.flink.sql;

import dev.longtail.udfs.shape.CommandShape;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.types.DataType;

/** {@code COMMAND_SHAPE(line)}: the text of the line's {@link CommandShape}, {@code STRING}. */
public final class CommandShapeFunction extends LineFunction {
  private static final long serialVersionUID = 1L;

  /** The shape of {@code line}. */
  public String eval(String line) {
    return line == null ? null : CommandShape.of(line).text();
  }

  @Override
  DataType result() {
    return DataTypes.STRING();
  }
}
