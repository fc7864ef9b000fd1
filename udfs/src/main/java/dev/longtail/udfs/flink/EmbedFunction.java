package dev.longtail.udfs.flink;

import dev.longtail.udfs.embedding.BatchableEmbedder;
import dev.longtail.udfs.embedding.BatchingEmbedder;
import dev.longtail.udfs.embedding.EmbeddingModel;
import dev.longtail.udfs.embedding.OnnxTextEmbedder;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;

/**
 * Adds an embedding to each record: {@code new BufferedAsync(EmbedFunction.CAPACITY,
 * buffered).apply("embed", in, new EmbedFunction<>(...), type)}. It is an ordinary function of
 * Flink's Async I/O too.
 *
 * <p>Records that wait or are in flight are part of the operator's state, so a restart repeats them
 * and loses none. There is no time limit: no outside service is called, and a limit would make the
 * job fail on a busy machine. If the model fails, the job fails.
 *
 * @param <I> input
 * @param <O> output
 */
public final class EmbedFunction<I, O> extends RichAsyncFunction<I, O> {
  /** Name of the accumulator of {@link CountEmbedded}, and of this operator's counter metric. */
  public static final String EMBEDDED = "embedded";

  /** Records in flight in one subtask. Batches are made from these. */
  public static final int CAPACITY = 1024;

  private static final long serialVersionUID = 1L;

  private final EmbeddingModel model;
  private final Loader loader;
  private final TextOf<I> text;
  private final WithEmbedding<I, O> result;
  private transient SharedEmbedder.Lease lease;
  private transient BatchingEmbedder embedder;
  private transient Counter embedded;

  /** The text of a record to embed; null if there is none. */
  @FunctionalInterface
  public interface TextOf<I> extends Serializable {
    String of(I record);
  }

  /**
   * The record with its text and the text's vector, L2-normalised; both are null without a text.
   */
  @FunctionalInterface
  public interface WithEmbedding<I, O> extends Serializable {
    O of(I record, String text, float[] vector);
  }

  /** Loads a model. */
  @FunctionalInterface
  interface Loader extends Function<EmbeddingModel, BatchableEmbedder>, Serializable {}

  /** Embeds with {@code model}; the subtasks of a JVM share it. */
  public EmbedFunction(EmbeddingModel model, TextOf<I> text, WithEmbedding<I, O> result) {
    this(model, OnnxTextEmbedder::new, text, result);
  }

  /** As above, with the caller's own loader. */
  EmbedFunction(EmbeddingModel model, Loader loader, TextOf<I> text, WithEmbedding<I, O> result) {
    this.model = model;
    this.loader = loader;
    this.text = text;
    this.result = result;
  }

  @Override
  public void open(OpenContext context) {
    embedded = getRuntimeContext().getMetricGroup().counter(EMBEDDED);
    lease = SharedEmbedder.lease(model, loader);
    embedder = lease.batching();
    EmbedderGauges.register(getRuntimeContext().getMetricGroup(), embedder);
  }

  @Override
  public void asyncInvoke(I record, ResultFuture<O> future) {
    String embeddedText = text.of(record);
    if (embeddedText == null) {
      future.complete(List.of(result.of(record, null, null)));
      return;
    }
    embedded.inc();
    CompletableFuture<float[]> unused =
        embedder
            .embed(embeddedText)
            .whenComplete(
                (vector, failure) -> {
                  if (failure == null) {
                    // The supplier runs on the task's own thread.
                    future.complete(() -> List.of(result.of(record, embeddedText, vector)));
                  } else {
                    future.completeExceptionally(cause(failure));
                  }
                });
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  @Override
  public void close() {
    if (lease != null) {
      lease.close();
    }
  }
}
