package dev.longtail.udfs.flink.sql;

import dev.longtail.udfs.template.CommandTemplate;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.types.DataType;

/** {@code COMMAND_TEMPLATE(line)}: the line's {@link CommandTemplate}, {@code STRING}. */
public final class CommandTemplateFunction extends LineFunction {
  private static final long serialVersionUID = 1L;

  /** The template of {@code line}. */
  public String eval(String line) {
    return line == null ? null : CommandTemplate.of(line);
  }

  @Override
  DataType result() {
    return DataTypes.STRING();
  }
}
