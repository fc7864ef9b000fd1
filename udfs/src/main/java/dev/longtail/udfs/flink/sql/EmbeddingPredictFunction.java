package dev.longtail.udfs.flink.sql;

import dev.longtail.udfs.embedding.EmbeddingModel;
import java.util.Collection;
import java.util.List;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.functions.PredictFunction;

/**
 * Turns a row with one line into a row with one vector. If the line is NULL, the vector is NULL:
 * without a result row, {@code ML_PREDICT} would drop the input row.
 */
public final class EmbeddingPredictFunction extends PredictFunction {
  private static final long serialVersionUID = 1L;

  private final LeasedEmbedder embedder;

  /** Embeds with {@code model}, which loads when a task opens the function. */
  public EmbeddingPredictFunction(EmbeddingModel model) {
    embedder = new LeasedEmbedder(model);
  }

  @Override
  public void open(FunctionContext context) {
    embedder.open();
  }

  @Override
  public Collection<RowData> predict(RowData row) {
    GenericArrayData vector =
        row.isNullAt(0) ? null : new GenericArrayData(embedder.embed(row.getString(0).toString()));
    return List.of(GenericRowData.of(vector));
  }

  @Override
  public void close() {
    embedder.close();
  }
}
