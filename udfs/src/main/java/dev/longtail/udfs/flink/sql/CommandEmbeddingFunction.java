package dev.longtail.udfs.flink.sql;

import dev.longtail.udfs.embedding.EmbeddingModel;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.types.DataType;

/**
 * {@code COMMAND_EMBEDDING(line)}: the line's L2-normalised vector, {@code ARRAY<FLOAT>} of as many
 * elements as the model has dimensions, none of them NULL.
 */
public final class CommandEmbeddingFunction extends LineFunction {
  private static final long serialVersionUID = 1L;

  private final LeasedEmbedder embedder;

  /** Embeds with {@code model}, which is loaded when a task opens the function. */
  public CommandEmbeddingFunction(EmbeddingModel model) {
    embedder = new LeasedEmbedder(model);
  }

  @Override
  public void open(FunctionContext context) {
    embedder.open();
  }

  /** The vector of {@code line}. */
  public ArrayData eval(String line) {
    return line == null ? null : new GenericArrayData(embedder.embed(line));
  }

  @Override
  public void close() {
    embedder.close();
  }

  /**
   * Not in the planner: it would load the model where statements are compiled. A constant line
   * costs a task one embedding all the same, see {@link LeasedEmbedder}.
   */
  @Override
  public boolean supportsConstantFolding() {
    return false;
  }

  @Override
  DataType result() {
    // The elements are not declared NOT NULL for the reason that CommandFeaturesFunction gives.
    return DataTypes.ARRAY(DataTypes.FLOAT()).bridgedTo(ArrayData.class);
  }
}
