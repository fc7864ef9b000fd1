package dev.longtail.udfs.flink.sql;

import dev.longtail.udfs.embedding.EmbeddingModel;
import org.apache.flink.table.functions.PredictFunction;
import org.apache.flink.table.ml.ModelProvider;
import org.apache.flink.table.ml.PredictRuntimeProvider;

/**
 * An embedding model for {@code ML_PREDICT}.
 *
 * <p>Only the synchronous form: to embed is work for a core, not waiting. Asynchronous calls would
 * need threads beside the task slots, which the parallelism of the query gives without.
 *
 * @param model where the model is
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
