package dev.longtail.job.graph;

import dev.longtail.udfs.embedding.EmbeddingModel;
import dev.longtail.udfs.flink.CountEmbedded;
import dev.longtail.udfs.flink.EmbedFunction;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * Embeds records by Async I/O; their order is not kept. The caller gives every operator its name
 * and uid.
 *
 * @param model embeds all records
 */
record Embedding(EmbeddingModel model) {
  /** Embedding is local work: it either ends or fails the job. */
  private static final long NO_TIMEOUT = 0;

  /** Adds the embedding of {@code text} to each record. */
  <I, O> SingleOutputStreamOperator<O> of(
      DataStream<I> records,
      EmbedFunction.TextOf<I> text,
      EmbedFunction.WithEmbedding<I, O> result,
      TypeInformation<O> type) {
    return AsyncDataStream.unorderedWait(
            records,
            new EmbedFunction<>(model, text, result),
            NO_TIMEOUT,
            TimeUnit.MILLISECONDS,
            EmbedFunction.CAPACITY)
        .returns(type);
  }

  /** Counts embedded records for the progress, and passes them on. */
  static <T> SingleOutputStreamOperator<T> counted(DataStream<T> embedded) {
    return embedded.map(new CountEmbedded<>()).returns(embedded.getType());
  }
}
