package dev.longtail.udfs.flink.sql;

import dev.longtail.udfs.embedding.EmbeddingModel;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.types.DataType;

/**
 * {@code COMMAND_EMBEDDING(line)}: the line's L2-normalised vector, an {@code ARRAY<FLOAT>} with
 * one element for each dimension of the model. No element is NULL.
 */
public final class CommandEmbeddingFunction extends LineFunction {
  private static final long serialVersionUID = 1L;

  private final LeasedEmbedder embedder;

  /** Embeds with {@code model}, which loads when a task opens the function. */
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
   * False: the planner would load the model on the machine that compiles statements. A constant
   * line still costs a task only one embedding, see {@link LeasedEmbedder}.
   */
  @Override
  public boolean supportsConstantFolding() {
    return false;
  }

  @Override
  DataType result() {
    // Elements are not declared NOT NULL; CommandFeaturesFunction gives the reason.
    return DataTypes.ARRAY(DataTypes.FLOAT()).bridgedTo(ArrayData.class);
  }
}
