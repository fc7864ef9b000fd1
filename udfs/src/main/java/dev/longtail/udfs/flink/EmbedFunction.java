package dev.longtail.udfs.flink;

import dev.longtail.udfs.core.EmbeddingModel;
import java.io.Serializable;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;

/**
 * Adds an embedding to each record, for Flink's Async I/O.
 *
 * <p>Records in flight are part of the operator's state, so a restart repeats them and loses none.
 *
 * @param <I> input
 * @param <O> output
 */
public final class EmbedFunction<I, O> extends RichAsyncFunction<I, O> {
  /** Records in flight of a subtask, from which batches are made. */
  public static final int CAPACITY = 1024;

  private static final long serialVersionUID = 1L;

  private final EmbeddingModel model;
  private final TextOf<I> text;
  private final WithEmbedding<I, O> result;
  private transient SharedEmbedder.Lease embedder;

  /** What is embedded of a record; null if nothing is. */
  @FunctionalInterface
  public interface TextOf<I> extends Serializable {
    String of(I record);
  }

  /** The record with its embedding, L2-normalised; null if it has no text. */
  @FunctionalInterface
  public interface WithEmbedding<I, O> extends Serializable {
    O of(I record, float[] embedding);
  }

  /** Embeds with {@code model}, which the subtasks of a JVM share. */
  public EmbedFunction(EmbeddingModel model, TextOf<I> text, WithEmbedding<I, O> result) {
    this.model = model;
    this.text = text;
    this.result = result;
  }

  @Override
  public void open(OpenContext context) {
    embedder = SharedEmbedder.lease(model);
  }

  @Override
  public void asyncInvoke(I record, ResultFuture<O> future) {
    String line = text.of(record);
    if (line == null) {
      future.complete(List.of(result.of(record, null)));
      return;
    }
    future.complete(List.of(result.of(record, embedder.get().embed(line))));
  }

  @Override
  public void close() {
    if (embedder != null) {
      embedder.close();
    }
  }
}
