package dev.longtail.udfs.flink.sql;

import dev.longtail.udfs.embedding.EmbeddingModel;
import org.apache.flink.table.functions.PredictFunction;
import org.apache.flink.table.ml.ModelProvider;
import org.apache.flink.table.ml.PredictRuntimeProvider;

/**
 * An embedding model for {@code ML_PREDICT}.
 *
 * <p>It is synchronous only: embedding keeps a core busy and does not wait. Asynchronous calls
 * would need threads beside the task slots; the query's parallelism gives the same without them.
 *
 * @param model location of the model
 */
record EmbeddingModelProvider(EmbeddingModel model) implements PredictRuntimeProvider {
  @Override
  public PredictFunction createPredictFunction(Context context) {
    return new EmbeddingPredictFunction(model);
  }

  @Override
  public ModelProvider copy() {
    return this;
  }
}
